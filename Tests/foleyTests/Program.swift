import Foundation
import Glibc
import Tensors
import Testing

/// The built program, run as people run it.
enum Program {
    /// `$FOLEY_EXECUTABLE`, else the product beside the tests.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["FOLEY_EXECUTABLE"] { return path }
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("foley").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        preconditionFailure("no foley executable beside the tests; build it, or set FOLEY_EXECUTABLE")
    }()

    /// What surrounds it on a terminal: nothing of the user's own, and the level of instructions that the tests run at.
    static func onTerminal(home: String) -> [String: String] {
        var surroundings = ["TERM": "xterm-256color", "HOME": home, "LC_ALL": "C", "PATH": "/usr/bin:/bin"]
        surroundings[Level.variable] = ProcessInfo.processInfo.environment[Level.variable]
        return surroundings
    }

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    static func start(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], input: String? = nil,
        executable: String = path
    ) throws -> (process: Process, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Files, not pipes: a killed program must not leave the test waiting for an end of file.
        let names = ["output", "errors", "input"].map { NSTemporaryDirectory() + "foley-\($0)-\(UUID().uuidString)" }
        for name in names { FileManager.default.createFile(atPath: name, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: names[0])
        process.standardError = FileHandle(forWritingAtPath: names[1])
        try (input ?? "").write(toFile: names[2], atomically: false, encoding: .utf8)
        process.standardInput = FileHandle(forReadingAtPath: names[2])
        try process.runWithoutMask()
        return (process, names[0], names[1])
    }

    @discardableResult
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], input: String? = nil,
        executable: String = path
    ) throws -> Outcome {
        let (process, output, errors) = try start(
            arguments, in: folder, environment: environment, input: input, executable: executable)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: try text(output), errors: try text(errors))
    }

    /// What stands in a file that `start` has named.
    static func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    /// Waits until it holds `text`, for twenty seconds at most.
    static func wait(for text: String, in file: String) throws {
        let end = Date(timeIntervalSinceNow: 20)
        while try !self.text(file).contains(text), Date() < end { Thread.sleep(forTimeInterval: 0.01) }
    }
}

extension Process {
    /// Runs with no signal held back, as from a shell. A test's thread holds back Control-C among others, and what it
    /// starts would do the same.
    fileprivate func runWithoutMask() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}

/// A project folder of its own for one test, removed with the test.
final class TestProject {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "foley-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/.foley", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    /// Runs the program here.
    @discardableResult
    func foley(_ arguments: String..., environment: [String: String] = [:], input: String? = nil) throws
        -> Program.Outcome
    {
        try Program.run(arguments, in: path, environment: environment, input: input)
    }

    /// Every file under `folder` by relative path, with its bytes.
    func files(under folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        let root = path + "/" + folder
        guard let names = FileManager.default.enumerator(atPath: root) else { return [:] }
        for case let name as String in names {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder)
            if !isFolder.boolValue { found[name] = try Data(contentsOf: URL(fileURLWithPath: root + "/" + name)) }
        }
        return found
    }
}

/// A notebook in which every cell but the first depends on the one before or on `mel`.
let smallNotebook = """
    # A small notebook

    ```foley #sound
    a = tone 440 Hz, length: 1 s
    ```

    ```foley #rain
    rain = noise 1 s, color: pink, seed: 3
    ```

    ```foley #mel
    mel = melspec a, bands: 40
    ```

    ```foley #picture
    plot mel, title: "A tone"
    ```

    ```foley #keep
    export (plot rain) to "out/rain.png", width: 800 px
    export rain to "out/rain.wav"
    ```

    """
