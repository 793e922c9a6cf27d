internal import CSystem
import Glibc

/// What a wait for input ended with.
enum InputEvent: Equatable {
    case bytes([UInt8])
    case timeout
    case interrupted
    case resized
    /// The process runs again after a stop.
    case continued
    /// End of file, or the terminal went away.
    case closed
}

/// The terminal that the editor works on, and what else of the system's terminals and signals this target needs.
struct TerminalDevice {
    var input: Int32
    var output: Int32

    /// The window's size in cells and, where the terminal tells it, in pixels (else 0); nil if there is none.
    static func size(of descriptor: Int32) -> (columns: Int, rows: Int, width: Int, height: Int)? {
        var size = foley_window()
        guard foley_window_size(descriptor, &size) else { return nil }
        return (Int(size.columns), Int(size.rows), Int(size.width), Int(size.height))
    }

    /// Whether Control-C was pressed; asking lowers the flag.
    static func takeInterrupt() -> Bool {
        guard foley_interrupted() else { return false }
        foley_set_interrupted(false)
        return true
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Waits for bytes or for a signal that asks for attention.
    func read(milliseconds: Int32?) -> InputEvent {
        switch foley_wait_for_input(input, milliseconds ?? -1) {
        case FOLEY_INPUT_TIMEOUT: return .timeout
        case FOLEY_INPUT_RESIZED: return .resized
        case FOLEY_INPUT_CONTINUED: return .continued
        case FOLEY_INPUT_INTERRUPTED:
            _ = Self.takeInterrupt()
            return .interrupted
        default: return readBytes()
        }
    }

    private func readBytes() -> InputEvent {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(input, &chunk, chunk.count)
            if count > 0 { return .bytes(Array(chunk[..<count])) }
            if count < 0, errno == EAGAIN { return .timeout }
            guard count < 0, errno == EINTR else { return .closed }
            if Self.takeInterrupt() { return .interrupted }
        }
    }

    /// How many bytes were typed ahead and wait to be read.
    var waiting: Int {
        var count: Int32 = 0
        return ioctl(input, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// From here on whatever ends the process restores the terminal first.
    func guardSettings(farewell: String) { foley_terminal_guard(input, farewell) }
    func releaseSettings() { foley_terminal_release() }

    /// Stops the process group as Control-Z does; returns when it runs again.
    func stop(_ signal: Int32) { foley_stop_group(signal) }
}
