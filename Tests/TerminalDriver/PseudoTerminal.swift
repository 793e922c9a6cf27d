internal import CSystem
import Foundation
import Glibc

/// A program running on a terminal that a test types at and looks at.
///
///     let terminal = try PseudoTerminal(path, ["--help"])
///     terminal.send("1 + 1\r")
///     try terminal.wait(for: "2")
public final class PseudoTerminal {
    public private(set) var screen: Screen
    /// Everything that the program wrote, as it came.
    public private(set) var output: [UInt8] = []
    public let process: Int32
    private let master: Int32
    private var status: Int32?

    /// A wait that ended without what was waited for: says what was on the screen instead.
    public struct Missing: Error, CustomStringConvertible {
        public var wanted: String
        public var seen: String
        public var description: String { "waited for \(wanted), saw:\n\(seen)" }
    }

    public struct CannotStart: Error {}

    /// How a program ended.
    public enum Ending: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    /// Starts `program` (a path) with exactly this environment.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = ["TERM": "xterm-256color"],
        columns: Int = 80, rows: Int = 24
    ) throws {
        screen = Screen(columns: columns, rows: rows)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var child: pid_t = 0
        master = foley_spawn_on_terminal(program, &words, &settings, Int32(columns), Int32(rows), &child)
        guard master >= 0 else { throw CannotStart() }
        process = child
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            var ignored: Int32 = 0
            waitpid(process, &ignored, 0)
        }
        close(master)
    }

    /// Types text: `\r` is Enter, `\u{3}` Control-C, `\u{1B}[A` the Up key.
    public func send(_ text: String) { send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        let deadline = Date(timeIntervalSinceNow: 10)
        while !rest.isEmpty, Date() < deadline {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            // A program that does not read fills the line: its answers have to be taken meanwhile.
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN && errno != EINTR { return }
            receive(milliseconds: count > 0 ? 0 : 20)
        }
    }

    public func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        _ = foley_resize_terminal(master, Int32(columns), Int32(rows))
    }

    /// Waits until the screen holds `text`.
    public func wait(for text: String, seconds: Double = 10) throws {
        try wait(until: "\"\(text)\"", seconds: seconds) { $0.text.contains(text) }
    }

    /// Waits until the screen satisfies `condition`; `what` describes it.
    public func wait(until what: String, seconds: Double = 10, _ condition: (Screen) -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            let isOpen = receive(milliseconds: 20)
            if condition(screen) { return }
            guard isOpen, Date() < deadline else { throw Missing(wanted: what, seen: screen.text) }
        }
    }

    /// Waits until nothing has been written for `seconds`.
    public func settle(seconds: Double = 0.15) {
        var before = -1
        while before != output.count {
            before = output.count
            let deadline = Date(timeIntervalSinceNow: seconds)
            while Date() < deadline, output.count == before {
                if !receive(milliseconds: Int32(seconds * 1000)) { break }
            }
        }
    }

    /// Waits for the end of the program.
    public func end(seconds: Double = 10) throws -> Ending {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while status == nil {
            receive(milliseconds: 10)
            var found: Int32 = 0
            if waitpid(process, &found, WNOHANG) == process { status = found }
            guard status != nil || Date() < deadline else { throw Missing(wanted: "the end", seen: screen.text) }
        }
        while receive(milliseconds: 10) && hasMore {}
        let found = status ?? 0
        return found & 0x7F == 0 ? .exit((found >> 8) & 0xFF) : .signal(found & 0x7F)
    }

    /// Whether Control-C makes a signal and lines are edited by the system: how a program should leave the terminal.
    public var isOrdinary: Bool {
        var settings = termios()
        let wanted = tcflag_t(ICANON | ECHO | ISIG)
        return tcgetattr(master, &settings) == 0 && settings.c_lflag & wanted == wanted
            && settings.c_iflag & tcflag_t(ICRNL) != 0
    }

    private var hasMore: Bool {
        var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) > 0 && wanted.revents & Int16(POLLIN) != 0
    }

    /// Takes what the program has written; false when it has closed the terminal.
    @discardableResult private func receive(milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return true }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(master, &chunk, chunk.count)
        if count > 0 {
            output.append(contentsOf: chunk[..<count])
            screen.write(chunk[..<count])
            return true
        }
        return count < 0 && (errno == EINTR || errno == EAGAIN)
    }
}
