#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include "rpc.hpp"
#include "server.hpp"

int main() {
  try {
    const char* const port = std::getenv("PORT");
    analytics::serve(static_cast<std::uint16_t>(std::stoul(port ? port : "8000")), analytics::answer_to);
  } catch (const std::exception& error) {
    std::cerr << "analytics: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
