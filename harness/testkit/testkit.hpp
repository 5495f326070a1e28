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
#include "testkit/unit.hpp"

namespace assay::testkit {

enum class Service { postgres, redis, mongo, rabbit };

/// Faults between the submission and a service. Whatever a test disturbs is restored when it ends.
class Tap {
 public:
  explicit Tap(Service service) : service_(service) {}
  void cut() const;
  void refuse() const;
  void delay(std::chrono::milliseconds each) const;
  void restore() const;
  /// Connections accepted since the unit began.
  std::uint64_t accepted() const;

 private:
  Relay& relay() const;
  void noted(const char* action) const;
  Service service_;
};

inline Tap tap(Service service) { return Tap(service); }

/// The submission's database, read with its own rights.
Database& database();

/// Asks until `holds` says yes, at most for `limit`: a commit may follow the answer that announces it.
bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit = std::chrono::milliseconds(2000));

/// Whether the submission has this file.
bool has_file(const std::string& path);

}  // namespace assay::testkit
