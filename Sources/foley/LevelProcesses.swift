import Foundation
import Tensors

/// Notebooks of several levels of instructions: a process for each stretch of one level, one after the other, on the same
/// terminal.
struct LevelProcesses {
    private let options: Invocation.Options

    init(_ options: Invocation.Options) { self.options = options }

    /// The exit status of the first that does not end well, else 0.
    func run(_ notebooks: [String], at levels: [Level]) throws -> Int32 {
        let timings = try options.timings.map { try Timings(path: $0) }
        var rest = Array(zip(notebooks, levels))[...]
        while let first = rest.first {
            let stretch = rest.prefix { $0.1 == first.1 }
            rest = rest.dropFirst(stretch.count)
            let part = options.timings.map { _ in NSTemporaryDirectory() + "foley-timings-\(UUID().uuidString)" }
            defer { if let part { unlink(part) } }
            let status = try run(arguments(part) + ["--"] + stretch.map(\.0))
            if let part, let timings { try timings.append(contentsOf: part) }
            guard status == 0 else { return status }
        }
        return 0
    }

    private func arguments(_ timings: String?) -> [String] {
        var words = ["run"]
        if let session = options.session { words += ["--session", session] }
        if let threads = options.threads { words += ["--threads", "\(threads)"] }
        if let memory = options.memory { words += ["--memory", "\(memory / 1_000_000) MB"] }
        if options.fresh { words.append("--fresh") }
        if let timings { words += ["--timings", timings] }
        return words
    }

    /// Control-C reaches it as it reaches this process, which waits for its end.
    private func run(_ arguments: [String]) throws -> Int32 {
        var process: pid_t = 0
        var words = (["foley"] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        let failure = posix_spawn(&process, "/proc/self/exe", nil, nil, &words, environ)
        guard failure == 0 else { throw FileFault("start", "/proc/self/exe", code: failure) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
