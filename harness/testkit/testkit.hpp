// What a suite includes: everything that a test of a task may use, in a line each.
//
//   TEST_F(Products, CreateIs201) {
//     const Answer answer = api().post("/products", a_product());
//     expect_status(answer, {201});
//     expect_field(demand_object(answer), "name", …);
//   }
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "base/deadline.hpp"
#include "base/text.hpp"
#include "testkit/database.hpp"
#include "testkit/expect.hpp"
#include "testkit/http.hpp"
#include "testkit/random.hpp"
#include "testkit/roles.hpp"
#include "testkit/rpc.hpp"
#include "testkit/tap.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {

/// The submission's database, read with its own rights.
Database& database();

/// Asks until `holds` says yes, at most for `limit`: a commit may follow the answer that announces it.
bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit = std::chrono::milliseconds(2000));

/// Whether the submission has this file.
bool has_file(const std::string& path);

}  // namespace assay::testkit
