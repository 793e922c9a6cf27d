import Foundation
import Synchronization
import Testing

/// A running `StoreProbe`, whose lines are collected as they come.
final class Probe: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()
    private let collected = Mutex(Data())
    private let ended = DispatchSemaphore(value: 0)

    init(_ arguments: [String], launcher: [String] = []) throws {
        let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "StoreProbe").path
        let command = launcher + [executable] + arguments
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardOutput = output
        try process.run()
        let handle = output.fileHandleForReading
        Thread.detachNewThread { [self] in
            while case let part = handle.availableData, !part.isEmpty { collected.withLock { $0.append(part) } }
            ended.signal()
        }
    }

    /// Everything said so far in whole lines.
    var lines: [String] {
        let data = collected.withLock { $0 }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    /// Waits until a line begins with `start`.
    func wait(for start: String) throws {
        for _ in 0..<2000 {
            if lines.contains(where: { $0.hasPrefix(start) }) { return }
            usleep(5000)
        }
        throw CocoaError(
            .executableLoad, userInfo: [NSLocalizedDescriptionKey: "the probe never said '\(start)': \(lines)"])
    }

    func kill() -> [String] {
        Foundation.kill(process.processIdentifier, SIGKILL)
        return finish()
    }

    /// All lines, once the process has ended.
    func finish() -> [String] {
        process.waitUntilExit()
        ended.wait()
        return lines
    }
}
