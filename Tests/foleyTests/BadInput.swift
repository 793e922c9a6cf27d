import Foundation
import Glibc
import Testing

/// The folder of real data, where there is one.
let dataFolder = ProcessInfo.processInfo.environment["FOLEY_DATA"]

/// A statement in error, and how the error is drawn below it: `bad.md:2, cell bad` and the statement stand between.
struct BadStatement: Sendable, CustomTestStringConvertible {
    let statement: String
    let message: String
    /// The caret under the statement, with its hint.
    let caret: String

    init(_ statement: String, _ message: String, _ caret: String) {
        self.statement = statement
        self.message = message
        self.caret = caret
    }

    var testDescription: String { statement }
    var notebook: String { "```foley #bad\n\(statement)\n```\n" }
    var drawn: String { "error: \(message)\n  bad.md:2, cell bad\n  \(statement)\n  \(caret)\n" }

    /// Runs the statement in `project` and expects its error alone: no file is changed, and the session goes on.
    func check(in project: TestProject, environment: [String: String] = [:]) throws {
        try project.write(notebook, to: "bad.md")
        let before = try project.inputs()
        let outcome = try project.foley("run", "bad.md", environment: environment)
        #expect(outcome.status == 1)
        #expect(outcome.errors == drawn)
        try project.expectUsable()
        #expect(try project.inputs() == before)
    }
}

extension TestProject {
    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func setMode(_ mode: mode_t, of name: String) throws { try #require(chmod(path + "/" + name, mode) == 0) }

    /// Every regular file of the project but the session's, with its bytes.
    func inputs() throws -> [String: Data] {
        var found: [String: Data] = [:]
        let names = try #require(FileManager.default.enumerator(atPath: path))
        for case let name as String in names where !name.hasPrefix(".foley") {
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            found[name] = try read(name)
        }
        return found
    }

    /// The session answers and keeps what it is told.
    func expectUsable(_ location: SourceLocation = #_sourceLocation) throws {
        try #require(try foley(input: "kept = 1 + 1\n").output == "  kept  2\n", sourceLocation: location)
        #expect(try foley(input: "kept\n").output == "  2\n", sourceLocation: location)
    }

    /// Runs a command of the shell here, in which `$FOLEY` is the program and `await FILE TEXT` waits until the file
    /// holds the text (ten seconds at most).
    func shell(_ command: String, environment: [String: String] = [:]) throws -> Program.Outcome {
        let waiting = """
            await() {
              tries=0
              until grep -qs -- "$2" "$1" || [ $tries -ge 200 ]; do sleep 0.05; tries=$((tries + 1)); done
            }

            """
        return try Program.run(
            ["-c", waiting + command], in: path, environment: environment.merging(["FOLEY": Program.path]) { $1 },
            executable: "/bin/sh")
    }
}

/// Somebody for whom permissions count: for root the user `nobody`, for all others themselves.
enum Unprivileged {
    /// What stands before a command in the shell.
    static let prefix =
        geteuid() == 0 ? "HOME=/nonexistent setpriv --reuid 65534 --regid 65534 --clear-groups " : ""

    /// Whether `nobody` can run the program where it was built.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return true }
        let trial = try? Program.run(
            ["-c", prefix + "\"\(Program.path)\" --version"], in: "/", executable: "/bin/sh")
        return trial?.status == 0
    }()
}

/// A file system of one's own, where the system lets one have it.
enum Mounting {
    static let isPossible: Bool = {
        let trial = try? Program.run(
            ["-c", "unshare -m sh -c 'mount -t tmpfs -o size=64k none /mnt'"], in: "/", executable: "/bin/sh")
        return trial?.status == 0
    }()
}

/// A WAV file of one channel at 22.05 kHz; `claimed` is what its header says of the bytes that follow.
func wave(_ data: [UInt8], bits: Int = 16, isFloat: Bool = false, claimed: Int? = nil) -> [UInt8] {
    func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let size = claimed ?? data.count
    let block = bits / 8
    let parts: [[UInt8]] = [
        Array("RIFF".utf8), number(36 + size, 4), Array("WAVEfmt ".utf8), number(16, 4), number(isFloat ? 3 : 1, 2),
        number(1, 2), number(22050, 4), number(22050 * block, 4), number(block, 2), number(bits, 2),
        Array("data".utf8), number(size, 4), data,
    ]
    return Array(parts.joined())
}

/// Samples of 16 bits that are not silent.
func samples(_ count: Int) -> [UInt8] { (0..<count * 2).map { UInt8(truncatingIfNeeded: $0 * 37) & 0x3F } }

func floats(_ values: [Float]) -> [UInt8] {
    values.withUnsafeBytes(Array.init)
}
