import Foundation

/// Plays sound files through the first program on `PATH` that can.
public struct Player: Sendable {
    public enum Outcome: Equatable, Sendable {
        case played
        /// Control-C stopped it.
        case interrupted
        /// Nothing here can play: no program is installed, or those tried found no device.
        case cannotPlay(file: String, tried: [String])
    }

    private static let programs: [(name: String, arguments: [String])] = [
        ("pw-play", []), ("paplay", []), ("aplay", ["-q"]), ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "quiet"]),
    ]

    private let path: String

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        path = environment["PATH"] ?? ""
    }

    /// Plays a WAV file to its end.
    public func play(_ file: String) -> Outcome {
        // A name that begins with a dash is a file, not an option.
        let argument = file.hasPrefix("-") ? "./" + file : file
        var tried: [String] = []
        for (name, arguments) in Self.programs {
            guard let program = ChildProcess.find(name, path: path) else { continue }
            tried.append(name)
            switch ChildProcess(program, arguments + [argument])?.wait() {
            case .exit(0): return .played
            case .interrupted: return .interrupted
            default: continue
            }
        }
        return .cannotPlay(file: file, tried: tried)
    }
}
