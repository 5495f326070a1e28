// Where on this machine a control group can be made, and the small files in one.
#pragma once

#include <stddef.h>

#include <cstdint>

namespace assay::cell {

/// Directories in which a cell's group may be made: below the group that the cell runs in, and at the top of what is
/// mounted. Empty: there is none.
struct Places {
  char own[512] = {}, top[512] = {};
};

/// Of the unified hierarchy.
Places unified_places();
/// Of the v1 hierarchy with this controller.
Places v1_places(const char* controller);

/// In a group the harness's processes are moved to this leaf, because none may be in a v2 group that hands
/// controllers on to its children.
inline constexpr char harness_leaf[] = "assay-harness";

/// Hands a controller, if it is there, on to the group's children. With `evacuate` the processes in it are moved to a
/// leaf where they are what hinders it.
void hand_on_controller(int group, bool evacuate, const char* controller);

bool write_value(int directory, const char* file, const char* value);
bool write_value(int directory, const char* file, std::uint64_t value);
/// 0 when it cannot be read.
std::uint64_t read_value(int directory, const char* file);
/// The number after `key` in a file of lines "key number".
std::uint64_t read_value(int directory, const char* file, const char* key);
/// The file's text, cut where it does not fit. False when it cannot be read.
bool read_text(int directory, const char* file, char* text, size_t size);

}  // namespace assay::cell
