import Foundation

/// Opens a file in the program that the desktop has for it.
public struct Opener: Sendable {
    public enum Outcome: Equatable, Sendable {
        case opened
        /// No program to open files with, or none for this file.
        case cannotOpen(file: String)
    }

    private let path: String

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        path = environment["PATH"] ?? ""
    }

    /// Waits two seconds for a refusal; a program that still runs then shows the file.
    public func open(_ file: String) -> Outcome {
        let argument = file.hasPrefix("-") ? "./" + file : file
        for name in ["xdg-open", "open"] {
            guard let program = ChildProcess.find(name, path: path),
                let child = ChildProcess(program, [argument], ownGroup: true)
            else { continue }
            switch child.wait(milliseconds: 2000) {
            case .exit(0), .stillRunning: return .opened
            default: continue
            }
        }
        return .cannotOpen(file: file)
    }
}
