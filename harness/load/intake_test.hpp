// What tests of the intake share: archives written by hand, and a place to take submissions from and to.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "load/load.hpp"

namespace assay {

// Archives are written by hand here: no honest packer makes what these tests need.

enum Kind : char { regular = '0', hard_link = '1', symbolic_link = '2', character = '3', block = '4', folder = '5', fifo = '6' };

struct Entry {
  std::string name;
  std::string content;
  Kind kind = regular;
  std::string target;
};

inline std::string octal(std::uint64_t value, std::size_t width) {
  std::string text(width - 1, '0');
  for (std::size_t i = text.size(); i-- > 0 && value != 0; value /= 8) text[i] = static_cast<char>('0' + value % 8);
  return text + '\0';
}

inline std::string padded(std::string text, std::size_t size) {
  text.resize((text.size() + size - 1) / size * size, '\0');
  return text;
}

/// A header of GNU tar with its content; `map` is what a sparse file has at offset 386.
inline std::string tar_entry(const std::string& name, char kind, const std::string& target, const std::string& content,
                      const std::string& map = {}) {
  std::string head(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { head.replace(at, text.size(), text); };
  put(0, name.substr(0, 100));
  put(100, octal(06777, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(content.size(), 12));
  put(136, octal(1'000'000'000, 12));
  put(148, "        ");
  head[156] = kind;
  put(157, target.substr(0, 100));
  put(257, "ustar  ");
  put(386, map);
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 7) + ' ');
  return head + padded(content, 512);
}

inline std::string tar_of(const std::vector<Entry>& entries) {
  std::string all;
  for (const Entry& entry : entries) {
    if (entry.name.size() > 100) all += tar_entry("././@LongLink", 'L', "", entry.name + '\0');
    all += tar_entry(entry.name, entry.kind, entry.target, entry.content);
  }
  return all + std::string(1024, '\0');
}

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}

inline std::uint32_t crc32(const std::string& text) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

/// Stored, not compressed, as if made on Unix; `flags` 0x800 says that names are UTF-8.
inline std::string zip_of(const std::vector<Entry>& entries, unsigned flags = 0x800) {
  std::string all, directory;
  for (const Entry& entry : entries) {
    const std::string content = entry.kind == symbolic_link ? entry.target : entry.content;
    const std::uint64_t mode = entry.kind == folder ? 040755 : entry.kind == symbolic_link ? 0120777 : 0106777;
    // flags, method, time and date (2001-09-09), crc, sizes, length of name, of extra field
    const std::string common = little(flags, 2) + little(0, 2) + little(0x0EF5, 2) + little(0x2B29, 2) + little(crc32(content), 4) +
                               little(content.size(), 4) + little(content.size(), 4) + little(entry.name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(0x0314, 2) + little(20, 2) + common + little(0, 6) + little(mode << 16, 4) +
                 little(all.size(), 4) + entry.name;
    all += "PK\x03\x04" + little(20, 2) + common + entry.name + content;
  }
  return all + directory + "PK\x05\x06" + little(0, 4) + little(entries.size(), 2) + little(entries.size(), 2) +
         little(directory.size(), 4) + little(all.size(), 4) + little(0, 2);
}

class Intake : public testing::Test {
 protected:
  Intake() {
    assignment.id = "shop";
    assignment.time_zone = "Europe/Moscow";
    assignment.required_files = {"app/main.py"};
    assignment.starter = place.path() / "starter";
    for (const char* role : {"api", "migrate"}) assignment.roles[role].name = role;
    // As root the parser runs as nobody, and must not need a way through our directories.
    if (::geteuid() == 0) unprivileged = Owner{65'534, 65'534};
  }

  fs::path file(const std::string& name, const std::string& text = "x\n") {
    const fs::path path = place.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  fs::path pack(const std::string& name, const std::vector<Entry>& entries) {
    return file(name, name.ends_with(".zip") ? zip_of(entries) : tar_of(entries));
  }

  Submission take(const fs::path& source, const IntakeLimits& limits = {}) {
    return intake(home, assignment, source, "ada", place.path() / cat("place", ++takes), unprivileged, limits);
  }
  std::string complaint(const fs::path& source, const IntakeLimits& limits = {}) {
    try {
      take(source, limits);
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.status(), ExitStatus::bad_request) << fault.what();
      return replaced(fault.what(), place.path().string() + "/", "");
    }
    return "no complaint";
  }

  void shell(const std::string& command) {
    const std::string whole = cat("cd '", place.path().string(), "' && { ", command, "; } >log 2>&1");
    ASSERT_EQ(std::system(whole.c_str()), 0) << command << '\n' << read_file(place.path() / "log");
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-intake-test-"};
  Home home{place.path(), ASSAY_PARTS};
  Assignment assignment;
  std::optional<Owner> unprivileged;
  int takes = 0;
};

}  // namespace assay
