import Glibc
import Tensors

/// A file descriptor that text is written to.
struct TextSink: Sendable {
    static let output = TextSink(descriptor: 1, name: "standard output")
    static let errors = TextSink(descriptor: 2, name: "standard error")

    let descriptor: Int32
    /// What faults call it.
    let name: String

    /// Writes all of `text`; throws for a full disk, a stream that is closed and the like.
    func write(_ text: String) throws(FileFault) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
                continue
            }
            guard count >= 0 else { throw FileFault("write", name) }
            rest = rest.dropFirst(count)
        }
    }

    /// Keeps the numbers of closed standard streams from files that are opened later: their content would mix.
    static func reserveStandardStreams() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is the one that is closed.
            _ = open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
