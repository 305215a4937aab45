#include "apps/media/confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <vector>

namespace eq::media {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kUnderSanitizer = true;
#elif defined(__has_feature)
constexpr bool kUnderSanitizer =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kUnderSanitizer = false;
#endif

bool limit(__rlimit_resource_t what, std::size_t to) {
  const rlimit l{to, to};
  return setrlimit(what, &l) == 0;
}

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

// Anything else ends the process.
constexpr std::uint32_t kAllowed[] = {
    SYS_read,   SYS_write,     SYS_lseek,         SYS_fstat,          SYS_brk,
    SYS_mmap,   SYS_munmap,    SYS_mremap,        SYS_mprotect,       SYS_madvise,
    SYS_futex,  SYS_getrandom, SYS_clock_gettime, SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_gettid, SYS_getpid,    SYS_tgkill,        SYS_exit,           SYS_exit_group};

bool filter_calls() {
  if (kArchitecture == 0) return true;
  std::vector<sock_filter> program{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const auto call : kAllowed) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

bool confine(unsigned seconds, std::size_t memory) {
  const bool is_limited = limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, memory) &&
                          limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 2) &&
                          limit(RLIMIT_NPROC, 0) && prctl(PR_SET_DUMPABLE, 0) == 0 &&
                          prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  return is_limited && (kUnderSanitizer || (limit(RLIMIT_AS, memory) && filter_calls()));
}

}  // namespace eq::media
