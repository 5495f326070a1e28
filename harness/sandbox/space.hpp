// The namespaces that the cell shares with its roles and with nobody else (tiers A and B).
#pragma once

#include "sandbox/spec.hpp"

namespace assay::cell {

/// Root in tier B goes on as the submission's user, with nothing that an ordinary user has not. Ends the program where it
/// cannot.
void become_ordinary(const Spec& spec);

/// Puts this process into a network, ipc, uts and mount namespace of its own, in tier B first into a user namespace in
/// which it alone has rights; loopback is up, the host's mounts are copies that nothing done here reaches. Its pid
/// namespace stays the host's, so roles never see it. Ends the program where the machine refuses. Needs one thread;
/// undoes PR_SET_DUMPABLE and PR_SET_PDEATHSIG in tier B.
void enter_space(const Spec& spec);

}  // namespace assay::cell
