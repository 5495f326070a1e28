// Ports of the cell, all on 127.0.0.1.
#pragma once

#include "sandbox/spec.hpp"

namespace assay::cell {

/// Opens every listener and chooses every port of the specification, or ends the program.
void open_ports(Spec& spec);

/// An unconnected, non-blocking stream socket, or -1.
int new_socket();

}  // namespace assay::cell
