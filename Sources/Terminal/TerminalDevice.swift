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

/// The terminal that the editor works on.
struct TerminalDevice {
    var input: Int32
    var output: Int32

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Waits for bytes or for a signal that asks for attention.
    func read(milliseconds: Int32?) -> InputEvent {
        switch foley_wait_for_input(input, milliseconds ?? -1) {
        case FOLEY_INPUT_TIMEOUT: return .timeout
        case FOLEY_INPUT_RESIZED: return .resized
        case FOLEY_INPUT_CONTINUED: return .continued
        case FOLEY_INPUT_INTERRUPTED:
            foley_set_interrupted(false)
            return .interrupted
        default: return readBytes()
        }
    }

    private func readBytes() -> InputEvent {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(input, &chunk, chunk.count)
            if count > 0 { return .bytes(Array(chunk[..<count])) }
            if count < 0 && errno == EINTR {
                if foley_interrupted() {
                    foley_set_interrupted(false)
                    return .interrupted
                }
                continue
            }
            return .closed
        }
    }

    /// How many bytes were typed ahead and wait to be read.
    var waiting: Int {
        var count: Int32 = 0
        return ioctl(input, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Lowers the flag of an earlier Control-C, so that it does not end the line that begins now.
    func forgetInterrupts() { foley_set_interrupted(false) }

    /// From here on whatever ends the process restores the terminal first.
    func guardSettings(farewell: String) { foley_terminal_guard(input, farewell) }
    func releaseSettings() { foley_terminal_release() }

    /// Stops the process group as Control-Z does; returns when it runs again.
    func stop(_ signal: Int32) { foley_stop_group(signal) }
}
