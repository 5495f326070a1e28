// Precompiled for speed of building only; every file still includes what it uses.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include "base/json.hpp"
