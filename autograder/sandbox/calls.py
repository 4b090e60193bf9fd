"""Which system calls a worker may make.  All others fail as forbidden; those that no homework makes end the process."""

from __future__ import annotations

import errno

import seccompy
from seccompy import ArgCmp, CmpOp, Filter, syscall_nr
from seccompy.filter import Action

from autograder.sandbox.linux import CLONE_THREAD


def _listed(text: str) -> list[str]:
    return text.split()


ALLOWED = _listed("""
    read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range fsync fdatasync ftruncate
    open openat creat stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat statfs fstatfs
    getdents getdents64 getcwd chdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 dup dup2 dup3 fcntl
    flock umask fadvise64 pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait
    epoll_pwait eventfd2 timerfd_create timerfd_settime timerfd_gettime
    mmap mprotect munmap mremap madvise brk mincore msync membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack restart_syscall pause
    getitimer setitimer alarm
    futex set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity sched_getparam
    sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu arch_prctl
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid
    getrusage getrlimit getpriority sysinfo uname getrandom exit exit_group
""")

FATAL = _listed("""
    ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd execve execveat setns unshare mount umount2 pivot_root
    chroot move_mount open_tree fsopen fsmount fsconfig bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
    keyctl add_key request_key kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff
    iopl ioperm open_by_handle_at name_to_handle_at setuid setgid setresuid setresgid setgroups capset acct
    settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname syslog
""")

WRITES = _listed("creat ftruncate mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 flock")

FIOCLEX, FIONCLEX, FIONREAD, FIONBIO, TCGETS = 0x5451, 0x5450, 0x541B, 0x5421, 0x5401
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41


def make_filter(files: bool = True) -> Filter:
    """Return the filter, not loaded yet; without `files`, one for a worker that may change none.

    Threads may be made, processes not.  A system call in another convention (32 bits, x32) is not on the list either.
    """
    rules = Filter(default=Action.ERRNO | errno.EPERM)
    for name in ALLOWED:
        if _exists(name) and (files or name not in WRITES):
            rules.allow(name)
    for name in FATAL:
        if _exists(name):
            rules.kill(name)
    rules.allow("clone", args=[ArgCmp(0, CmpOp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)])
    rules.errno("clone3", errno.ENOSYS)  # its flags cannot be seen from here; the C library falls back to clone
    for request in (FIOCLEX, FIONCLEX, FIONREAD, FIONBIO, TCGETS):
        rules.allow("ioctl", args={1: request})
    for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA):
        rules.allow("prctl", args={0: option})
    rules.allow("prlimit64", args={0: 0, 2: 0})  # to read its own limits
    rules.program  # noqa: B018  # compiled now, once, and not in each worker
    seccompy.supported()  # which looks for the C library now, and not in each worker
    return rules


def _exists(name: str) -> bool:
    """Whether this machine's architecture has the call: newer ones lack the older spellings."""
    try:
        syscall_nr(name)
    except (KeyError, ValueError, LookupError):
        return False
    return True
