import Foundation
import TerminalDriver

/// The program of these tests, on a terminal.
enum Probe {
    static let prompt = "probe> "

    /// Beside the test program, where the package manager puts all programs.
    static var path: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (tests as NSString).deletingLastPathComponent + "/PromptProbe"
    }

    static func start(
        _ arguments: [String] = [], environment: [String: String] = ["LC_ALL": "C.UTF-8"], columns: Int = 60,
        rows: Int = 16
    ) throws -> PseudoTerminal {
        var settings = ["TERM": "xterm-256color", "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
        settings.merge(environment) { $1 }
        let terminal = try PseudoTerminal(path, arguments, environment: settings, columns: columns, rows: rows)
        if !arguments.contains("--prompt") { try terminal.wait(for: prompt.trimmingCharacters(in: .whitespaces)) }
        terminal.settle(seconds: 0.05)
        return terminal
    }

    static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "foley-terminal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Runs the program on pipes.
    static func pipe(_ input: [UInt8], _ arguments: [String] = []) throws -> (output: [UInt8], status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let into = Pipe(), outOf = Pipe()
        process.standardInput = into
        process.standardOutput = outOf
        try process.run()
        Thread.detachNewThread {
            into.fileHandleForWriting.write(Data(input))
            try? into.fileHandleForWriting.close()
        }
        let output = outOf.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (Array(output), process.terminationStatus)
    }
}

extension PseudoTerminal {
    /// Waits until the screen holds `text` and the program asks again: what is sent before that, the terminal itself
    /// takes and echoes.
    func wait(forPromptAfter text: String) throws {
        try wait(until: "\"\(text)\" and a prompt") {
            $0.text.contains(text) && $0.lines[$0.row] + " " == Probe.prompt && $0.column == Probe.prompt.count
        }
    }
}
