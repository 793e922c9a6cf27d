import Foundation
import Glibc

/// Plays sound files through the first program on `PATH` that can.
public struct Player: Sendable {
    public enum Outcome: Equatable, Sendable {
        case played
        /// Control-C stopped it.
        case interrupted
        /// Nothing here can play: no program is installed, or those tried found no device.
        case cannotPlay(file: String, tried: [String])
    }

    /// A program, and what it complains of where there is no device, if it ends as though it had played.
    private struct Program {
        var name: String
        var arguments: [String] = []
        var complaint: String?
    }

    private static let programs = [
        Program(name: "pw-play"), Program(name: "paplay"), Program(name: "aplay", arguments: ["-q"]),
        Program(
            name: "ffplay", arguments: ["-nodisp", "-autoexit", "-loglevel", "error"], complaint: "audio open failed"),
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
        for program in Self.programs {
            guard let found = ChildProcess.find(program.name, path: path) else { continue }
            tried.append(program.name)
            let errors = tmpfile()
            defer { if let errors { fclose(errors) } }
            switch ChildProcess(found, program.arguments + [argument], errors: errors.map { fileno($0) })?.wait() {
            case .exit(0):
                if let errors, let complaint = program.complaint, Self.text(in: errors).contains(complaint) { continue }
                return .played
            case .interrupted: return .interrupted
            default: continue
            }
        }
        return .cannotPlay(file: file, tried: tried)
    }

    private static func text(in file: UnsafeMutablePointer<FILE>) -> String {
        rewind(file)
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
