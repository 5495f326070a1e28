// Ports of the cell, all on loopback.
#pragma once

#include "sandbox/spec.hpp"

namespace assay::cell {

/// Opens every listener and chooses every port of the specification, or ends the program.
void open_ports(Spec& spec);

/// Whether this network namespace has ::1.
bool has_ipv6();

/// An unconnected, non-blocking stream socket, or -1.
int new_socket();

}  // namespace assay::cell
