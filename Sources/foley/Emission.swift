import Foundation

/// Writes text whole. Where nobody reads it any more the program ends quietly, and where it cannot be written it says so
/// and ends: what was committed is safe either way.
func emit(_ text: String, to descriptor: Int32, called name: String = "the output") {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EPIPE {
            exit(1)
        } else if errno != EINTR && errno != EAGAIN {
            let reason = String(cString: strerror(errno))
            if descriptor != STDERR_FILENO { emit("error: \(name) cannot be written: \(reason)\n", to: STDERR_FILENO) }
            exit(1)
        }
    }
}

/// Keeps the numbers of closed standard streams from files that are opened later: their content would mix.
func reserveStandardStreams() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
        // The lowest free number is the one that is closed.
        _ = open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
    }
}
