// The words between a suite and its supervisor `assay-cell`, and the specification that the supervisor obeys.
//
// assay-cell is started by the harness with three descriptors:
//   3  the cell's specification (below), read to its end before anything else
//   4  a SOCK_SEQPACKET socket whose other end the suite holds
//   5  a pipe to the harness: the final report, written when the unit has ended
// When the socket's other end closes, the report's reader closes, the harness ends, or at SIGTERM, everything in the
// cell is killed. Exit status 64: "bad spec: …" on standard error; 71: the machine could not give what was asked for.
//
// The specification is a sequence of NUL-terminated words: a key, then its value.
//   tier T              how roles are kept apart from the machine; left out: C where uid is given, else D
//                         A  root; namespaces: roles see a root, a network and processes of the cell's own
//                         B  the same for an ordinary user, by a user namespace (root becomes uid first)
//                         C  root without namespaces: another user      D  an ordinary user without
//   uid N, gid N        who the roles run as; left out: as the cell itself. A needs them
//   source PATH         A, B: the submission; its regular files and directories are copied to /box. Left out: /box is empty
//   place PATH          A, B: a directory where the cell mounts its root, in its own mount namespace: nobody else sees it
//   identity NAME UID   A, B: the submission's user as it sees itself, with home /home/student; in A UID is uid
//   readonly PATH       A, B: appears at the same path, read-only; repeatable. What lies below /usr is there anyway
//   box PATH            C, D: directory of the submission's copy; A, B: it is /box. Working directory of the roles
//   writable PATH       C, D: where roles may write beside the box; repeatable
//   limit.NAME N        processes (per user: only where uid is given, and in B), file_bytes (of one file), open_files,
//                       cpu_seconds and memory_bytes (of all roles together), disk_bytes and disk_inodes (A, B: of all that
//                       roles add to the submission's copy, in /box, /tmp, /dev/shm and their home); left out: none
//   output.head N, output.tail N, output.kill N      of each role; left out: 1 MiB, 64 KiB, 256 MiB
//   keep PATH           when everything in the cell has ended, regular files and directories of the box are copied into this existing
//                       directory; links and other kinds are left out. limit.keep_bytes N, limit.keep_files N: where it stops
//   listen NAME[:PORT]  a listener for service NAME is opened before any role starts. A, B: on 127.0.0.1:PORT and, where
//                       there is IPv6, on [::1]:PORT of the cell's own network. C, D: on a free port of 127.0.0.1
//   port NAME[:PORT]    role NAME gets PORT. C, D, or without PORT: a free one, outside the range of ephemeral ports
//   env NAME=VALUE      for every role
//   role NAME           opens a role; the keys below belong to it
//   arg WORD            the first names the program, by the role's PATH if it has no slash
//   cwd PATH            below box
//   role.env NAME=VALUE before the common one of that NAME
//   ahead WORD          A, B: the role's first start is made with the cell, before there is a submission: the program of these
//                       words, followed by those of `arg`, waits until it can read a byte from its standard input, and then
//                       becomes what `arg` alone would have started. /box is filled at the first request. Later starts are plain
// Names are up to 32 letters, digits, '-' and '_'. In `arg`, `env` and `role.env`, "{port.NAME}" is replaced by the port
// of role or listener NAME.
//
// Requests of the suite (one message each) and the replies:
//   listeners           -> "listeners NAME:PORT …", one listening descriptor each (SCM_RIGHTS), in that order. A NAME that
//                          is there twice has two: the second is that of IPv6
//   ports               -> "ports NAME:PORT …"
//   sockets N           -> "sockets N" with N unconnected, non-blocking TCP sockets (N <= 16)
//   start ROLE          -> "started ROLE" | "failed ROLE ERRNO"       a role may be started again after it ended. The cell
//                          ends with 71 when the machine does not let it keep the role apart
//   signal ROLE NAME    -> "signalled ROLE" | "gone ROLE"              term: its process group; kill, freeze, thaw: all
//                          its processes, daemons too. When kill is answered they are gone, and `state` says so
//   state ROLE          -> "state ROLE WORD CODE WRITTEN [LIMIT]"      WORD: none, running, exited, signalled; CODE:
//                          exit status or signal; WRITTEN: bytes of output so far, of all starts; LIMIT, if one ended
//                          it: "cpu SECONDS", "memory BYTES", "processes N", "disk BYTES" (of one file or of all), "disk N
//                          inodes", "output BYTES"
//   output ROLE FROM    -> "output ROLE FROM TOTAL\n" and up to 32 KiB of output from FROM on (or from the first byte
//                          after it that is still kept: FROM in the answer says which)
//   listening ROLE      -> "listening ROLE ADDRESS:PORT …"             where the role's processes listen with TCP:
//                          "127.0.0.1:8080", "[::]:8000"
//   waited ROLE         -> "waited ROLE MS"                            how long the one of its threads that waited most has
//                          waited for a processor; 0 where the kernel does not count it, or nothing runs
//   evidence            -> "evidence cpu_ms=N peak_bytes=N processes=N disk_bytes=N disk_inodes=N how=WORD processes_how=WORD": the
//                          most of all roles together. WORD is who counts memory, and processes: cgroup2, cgroup1, or sampled: the
//                          cell, many times a second
//   reasons             -> "reasons", and a line "memory WHY" or "processes WHY" for each that no control group counts
// An unknown or malformed request is answered "bad". The cell sends nothing unasked. A suite that does not read its
// answers loses the cell. A role ends with its first process: what it left running is killed.
//
// The final report: for each role a line "role NAME TOTAL HEAD TAIL\n" followed by HEAD and TAIL bytes; with `keep` a line
// "kept FILES BYTES LEFT_OUT WORD\n", where WORD is "whole" or the limit that ended it: "bytes", "files", "depth"; then a line
// "end cpu_ms=N peak_bytes=N processes=N disk_bytes=N disk_inodes=N\n".
#pragma once

#include <cstddef>

namespace assay::protocol {

inline constexpr int spec_fd = 3;
inline constexpr int control_fd = 4;
inline constexpr int report_fd = 5;   ///< of assay-cell
inline constexpr int outcome_fd = 5;  ///< of a suite: JSON lines "start", "step", "end", "done"
inline constexpr std::size_t message_limit = 48 * 1024;
inline constexpr int most_sockets = 16;

}  // namespace assay::protocol
