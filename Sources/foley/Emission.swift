import Foundation

/// Writes text whole. Where nobody reads it any more the program ends quietly, and where it cannot be written it says so
/// and ends: what was committed is safe either way.
func emit(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EPIPE {
            exit(1)
        } else if errno != EINTR && errno != EAGAIN {
            let reason = String(cString: strerror(errno))
            if descriptor != STDERR_FILENO { emit("error: the output cannot be written: \(reason)\n", to: STDERR_FILENO) }
            exit(1)
        }
    }
}
