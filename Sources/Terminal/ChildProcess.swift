import Glibc

/// A program started beside this one, silent: its input and output are nowhere, unless its errors are read.
struct ChildProcess {
    let id: pid_t

    /// The program's path on `PATH`, or nil.
    static func find(_ program: String, path: String) -> String? {
        path.split(separator: ":").lazy
            .map { "\($0)/\(program)" }
            .first { access($0, X_OK) == 0 && !isFolder($0) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var found = stat()
        return stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }

    /// Nil if the program cannot be started. In its `ownGroup` Control-C does not reach it; what it writes to standard
    /// error goes to the descriptor `errors`.
    init?(_ program: String, _ arguments: [String], ownGroup: Bool = false, errors: Int32? = nil) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        if let errors { posix_spawn_file_actions_adddup2(&actions, errors, 2) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Whatever this thread blocks or catches, the program begins with ordinary signals.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (ownGroup ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program, &actions, &attributes, &words, environ) == 0 else { return nil }
        id = child
    }

    enum End: Equatable {
        case exit(Int32), signal(Int32)
        /// Control-C came first; the program has been stopped.
        case interrupted
        case stillRunning
    }

    /// Waits for the end, for Control-C, or until `milliseconds` have passed.
    func wait(milliseconds: Int? = nil) -> End {
        var waited = 0
        while true {
            var status: Int32 = 0
            let found = waitpid(id, &status, WNOHANG)
            if TerminalDevice.takeInterrupt() {
                if found == 0 {
                    kill(id, SIGTERM)
                    while waitpid(id, &status, 0) < 0, errno == EINTR {}
                }
                return .interrupted
            }
            if found == id { return status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F) }
            if found < 0, errno != EINTR { return .exit(127) }
            if let milliseconds, waited >= milliseconds { return .stillRunning }
            usleep(10_000)
            waited += 10
        }
    }
}
