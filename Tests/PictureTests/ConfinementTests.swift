import Foundation
import Glibc
import Media
import Sound
import Testing

@testable import Picture

/// What the helpers may do, tried by a program that is confined as they are.
@Suite struct ConfinementTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func program(_ name: String) -> String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/" + name
    }

    /// How a program ended and what it wrote.
    private func run(_ name: String, _ arguments: [String] = []) throws -> (process: Process, text: String) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: Self.program(name))
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process, text)
    }

    @Test func whatReadsAFileCanDoNothingElse() throws {
        let (process, text) = try run("ConfinedProbe")
        try #require(process.terminationStatus == 0)
        let parts = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
        try #require(parts.count == 3)
        #expect(parts[0].count == 95 && parts[1].count == 22)
        for line in parts[0] { #expect(line.hasSuffix(line.hasPrefix("clone3: ") ? ": ENOSYS" : ": EPERM"), "\(line)") }
        for line in parts[1] { #expect(line.hasSuffix(": done"), "\(line)") }
        // Nothing was made, and nothing is gone.
        let place = String(parts[2][0])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["kept"])
        try FileManager.default.removeItem(atPath: place)
    }

    @Test func abortingEndsTheProcess() throws {
        let process = try run("ConfinedProbe", ["aborting"]).process
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGABRT)
    }

    private func movie() throws -> String {
        let path = folder.path + "/bar.mp4"
        try Movie.write(
            Clips.frames(count: 25, width: 64, height: 48), rate: 25, sound: Clips.tone(seconds: 1, rate: 8000), to: path,
            as: .mp4, pool: MediaPool(workers: 1))
        return path
    }

    @Test func everyThreadOfAHelperIsConfined() throws {
        let pool = MediaPool(workers: 1)
        _ = try Movie(movie(), pool: pool)
        let sound = folder.path + "/tone.flac"
        try Data(Clips.tone(seconds: 1, rate: 8000).encoded(as: .flac16).bytes).write(to: URL(filePath: sound))
        _ = try SoundFile.measure(sound, pool: pool)
        try #require(pool.idleProcesses.count == 2)
        for process in pool.idleProcesses {
            let threads = "/proc/\(process)/task"
            let names = try FileManager.default.contentsOfDirectory(atPath: threads)
            #expect(!names.isEmpty)
            for name in names {
                let status = try String(contentsOfFile: "\(threads)/\(name)/status", encoding: .utf8).split(separator: "\n")
                #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
            }
        }
        #expect(pool.takeWarning() == nil)
    }

    @Test func whereNothingCanBeConfinedThatIsSaidOnceAndTheWorkGoesOn() throws {
        let helper = folder.path + "/helper"
        try "#!/bin/sh\nexec '\(Self.program("ConfinedProbe"))' refusing '\(Self.program("foley-media"))' \"$@\"\n"
            .write(toFile: helper, atomically: true, encoding: .utf8)
        chmod(helper, 0o700)
        let path = try movie()
        let (pool, other) = (MediaPool(workers: 1, helper: helper), MediaPool(workers: 1))
        let frames = try Movie(path, pool: pool).frames()
        #expect(try frames.bytes == Movie(path, pool: other).frames().bytes)
        let warning = try #require(pool.takeWarning())
        #expect(warning.hasPrefix("this system does not let the decoders of movies and sounds be confined (seccomp: "))
        #expect(warning.hasSuffix("): open only files that you trust"))
        kill(try #require(pool.idleProcesses.first), SIGKILL)
        usleep(100_000)
        #expect(try Movie(path, pool: pool).frames().bytes == frames.bytes)
        #expect(pool.takeWarning() == nil)
    }
}
