internal import CSystem
import Foundation
import Tensors

/// How soon the program itself is there.
extension Job {
    static let startJobs: [Job] = [
        Job(name: "first prompt", unit: .milliseconds, summary: "from the start to the prompt, on a terminal", isParallel: false)
        {
            bench in
            let project = try ownProject(bench)
            var terminal: PromptTerminal?
            // What is timed ends with the prompt; the program ends before the next one.
            return Work(amount: 0, reset: { terminal = nil }) { terminal = try PromptTerminal(in: project) }
        },
        Job(name: "start", unit: .milliseconds, summary: "foley help", isParallel: false) { bench in
            let project = try ownProject(bench)
            return Work(amount: 0) { try foley(["help"], in: project) }
        },
        Job(name: "three-cell notebook", unit: .milliseconds, summary: "foley run in a new session", isParallel: false) { bench in
            let project = try ownProject(bench)
            let notebook = try threeCells(in: project)
            return Work(amount: 0, reset: { try FileManager.default.removeItem(atPath: project + "/.foley") }) {
                try foley(["run", notebook], in: project)
            }
        },
        Job(name: "three-cell notebook again", unit: .milliseconds, summary: "all its cells fresh", isParallel: false) { bench in
            let project = try ownProject(bench)
            let notebook = try threeCells(in: project)
            return Work(amount: 0) { try foley(["run", notebook], in: project) }
        },
    ]

    static func ownProject(_ bench: Bench) throws -> String {
        let project = bench.folder + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: project + "/.foley", withIntermediateDirectories: true)
        return project
    }

    private static func threeCells(in project: String) throws -> String {
        let cells = ["x = 6", "y = (x * 7)", "y"].map { "```foley\n\($0)\n```\n" }
        let path = project + "/three.md"
        try ("# Three\n\n" + cells.joined(separator: "\n")).write(toFile: path, atomically: false, encoding: .utf8)
        // The session is removed before each run: the project has to be known without it.
        try FileManager.default.createDirectory(atPath: project + "/.git", withIntermediateDirectories: true)
        return path
    }

    /// Runs the program to its end, its output thrown away; gives the processor time that it took, in seconds.
    @discardableResult
    static func foley(_ arguments: [String], in project: String) throws -> Double {
        var process: pid_t = 0
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        let failure = withWords([thisProgram] + arguments) { words in
            withWords(surroundings(project)) { posix_spawn(&process, thisProgram, &actions, nil, words, $0) }
        }
        guard failure == 0 else { throw ProgramFault(arguments: arguments, ending: String(cString: strerror(failure))) }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
        try Interrupt.check()
        guard status == 0 else {
            throw ProgramFault(
                arguments: arguments, ending: status & 0x7F == 0 ? "status \(status >> 8)" : "signal \(status & 0x7F)")
        }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

/// `foley` on a terminal of its own, from its start until its prompt stands there; it ends with this object.
private final class PromptTerminal {
    private let master: Int32
    private var process: pid_t = 0

    init(in project: String) throws {
        guard FileManager.default.changeCurrentDirectoryPath(project) else {
            throw ProgramFault(arguments: [], ending: "no folder \(project)")
        }
        var started: pid_t = 0
        master = withWords([thisProgram]) { words in
            withWords(surroundings(project) + ["TERM=xterm-256color"]) {
                foley_spawn_on_terminal(thisProgram, words, $0, 80, 24, &started)
            }
        }
        process = started
        guard master >= 0 else { throw FileFault("open a terminal for", thisProgram) }
        try waitForPrompt()
    }

    deinit {
        if master >= 0 {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
            close(master)
        }
    }

    private func waitForPrompt() throws {
        let prompt = Array("foley ▸".utf8)
        var seen: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while !seen.indices.contains(where: { seen[$0...].starts(with: prompt) }) {
            try Interrupt.check()
            var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 10_000) != 0 else { throw ProgramFault(arguments: [], ending: "no prompt in ten seconds") }
            let count = read(master, &block, block.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw ProgramFault(arguments: [], ending: "no prompt") }
            seen += block[..<count]
        }
    }
}

private let thisProgram = "/proc/self/exe"

/// Settings under which nothing of the user's own is read or written.
private func surroundings(_ project: String) -> [String] {
    ["HOME=\(project)", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"]
}

/// `body` with the texts as C has the words of a command.
private func withWords<R>(_ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
    var words = texts.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    return words.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
}

/// The program, started by itself, did not do what it should.
private struct ProgramFault: Fault {
    var arguments: [String]
    var ending: String
    var cause: String { "'\((["foley"] + arguments).joined(separator: " "))' ended with \(ending)" }
}
