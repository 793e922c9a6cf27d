import Language
import Tensors

/// What the command line asks for.
struct Invocation: Equatable {
    var command: Command
    var options = Options()

    enum Command: Equatable {
        /// The prompt: on a notebook, or on the session's own page.
        case prompt(notebook: String?)
        case run(notebooks: [String])
        case remake(figure: String)
        /// Benchmarks by name; none is all.
        case bench(jobs: [String])
        /// The page of one verb or command, or the list of all verbs.
        case help(word: String?)
        case usage
        case version
    }

    struct Options: Equatable {
        var session: String?
        var threads: Int?
        /// In bytes.
        var memory: Int?
        /// Of instructions.
        var level: Level?
        var fresh = false
        var timings: String?
        /// Of `bench`: only say which there are.
        var list = false
        /// Of `bench`: a file of other programs' results.
        var beside: String?
    }

    /// A command line that does not read, and what would.
    struct Mistake: Error, Equatable {
        var message: String
        var hint: String
    }

    private static let commands = ["run", "remake", "bench", "help"]

    /// Reads `arguments`, without the program's name.
    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        var operands: [String] = []
        var wantsHelp = false
        var wantsVersion = false
        var options = Options()

        func value(of option: String) throws(Mistake) -> String {
            guard let value = rest.popFirst(), !value.isEmpty else {
                throw Mistake(message: "\(option) needs a value", hint: "see: foley --help")
            }
            return value
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "-h", "--help": wantsHelp = true
            case "--version": wantsVersion = true
            case "--fresh": options.fresh = true
            case "--list": options.list = true
            case "--beside": options.beside = try value(of: argument)
            case "--session": options.session = try value(of: argument)
            case "--timings": options.timings = try value(of: argument)
            case "--threads":
                let text = try value(of: argument)
                guard let count = Int(text), (1...1024).contains(count) else {
                    throw Mistake(message: "--threads takes a count from 1 to 1024, not '\(text)'", hint: "--threads 2")
                }
                options.threads = count
            case "--memory":
                let text = try value(of: argument)
                guard let bytes = Self.bytes(text) else {
                    throw Mistake(message: "--memory takes a size of 64 MB or more, not '\(text)'", hint: "--memory 4GB")
                }
                options.memory = bytes
            case "--isa":
                options.level = try Self.level(try value(of: argument), of: argument)
            case "--":
                operands += rest
                rest = []
            case _ where argument.hasPrefix("-") && argument != "-":
                let known = [
                    "--help", "--version", "--fresh", "--session", "--threads", "--memory", "--isa", "--timings", "--list",
                    "--beside",
                ]
                let hint = nearest(to: argument, among: known).map { "did you mean \($0)?" } ?? "see: foley --help"
                throw Mistake(message: "there is no option '\(argument)'", hint: hint)
            default: operands.append(argument)
            }
        }
        self.options = options
        if wantsVersion {
            command = .version
        } else if wantsHelp {
            command = .usage
        } else {
            command = try Self.command(operands)
        }
        try Self.refuse(options, for: command)
    }

    /// A level of instructions by its name, as `option` takes it.
    static func level(_ word: String, of option: String) throws(Mistake) -> Level {
        let names = Level.named.map(\.rawValue)
        guard let level = Level.named.first(where: { $0.rawValue == word }) else {
            throw Mistake(
                message: "\(option) takes \(names.joined(separator: ", ")), not '\(word)'",
                hint: nearest(to: word, among: names).map { "did you mean \($0)?" } ?? "see: foley help isa")
        }
        return level
    }

    private static func command(_ operands: [String]) throws(Mistake) -> Command {
        let rest = Array(operands.dropFirst())
        switch operands.first {
        case nil:
            return .prompt(notebook: nil)
        case "run":
            guard !rest.isEmpty else {
                throw Mistake(message: "run needs a notebook", hint: "foley run notebooks/00-start.md")
            }
            return .run(notebooks: rest)
        case "remake":
            guard rest.count == 1 else {
                throw Mistake(message: "remake needs one figure", hint: "foley remake plots/00-start/mel.png")
            }
            return .remake(figure: rest[0])
        case "bench":
            return .bench(jobs: rest)
        case "help":
            guard rest.count <= 1 else {
                throw Mistake(message: "help takes one verb or command", hint: "foley help \(rest[0])")
            }
            return .help(word: rest.first)
        case let first?:
            guard rest.isEmpty else {
                throw Mistake(
                    message: "'\(first)' is not a command", hint: unknown(first, "to run several notebooks: foley run …"))
            }
            guard first.contains(".") || first.contains("/") else {
                throw Mistake(message: "'\(first)' is not a command", hint: unknown(first, "see: foley --help"))
            }
            return .prompt(notebook: first)
        }
    }

    private static func unknown(_ word: String, _ otherwise: String) -> String {
        nearest(to: word, among: commands).map { "did you mean 'foley \($0)'?" } ?? otherwise
    }

    /// `4GB`, `500 MB`; nil for what is no size or less than anything could work in.
    private static func bytes(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /(\d{1,6}(?:\.\d+)?) ?([MG])B/), let number = Double(match.1) else { return nil }
        let bytes = Int(number * (match.2 == "G" ? 1e9 : 1e6))
        return bytes >= 64_000_000 ? bytes : nil
    }

    private static func refuse(_ options: Options, for command: Command) throws(Mistake) {
        let given = [
            ("--fresh", "run", options.fresh), ("--timings", "run", options.timings != nil), ("--list", "bench", options.list),
            ("--beside", "bench", options.beside != nil),
        ]
        let own =
            switch command {
            case .run: "run"
            case .bench: "bench"
            default: ""
            }
        for (name, owner, isGiven) in given where isGiven && owner != own {
            throw Mistake(message: "\(name) goes with 'foley \(owner)'", hint: "see: foley --help")
        }
    }

    static let usage = """
        Foley: a notebook for learning from sound and picture.

          foley                     a prompt, with the session as it was left
          foley NOTEBOOK.md         the notebook at the prompt: Enter runs the next cell
          foley run NOTEBOOK.md …   run all cells; stops at the first error
          foley remake FIGURE.png   make a figure again from the recipe inside it
          foley help                every verb, one line each
          foley help VERB           one page for one verb, with examples that run
          foley help COMMAND        one page for run, remake, bench, prompt, test or isa
          foley bench [JOB …]       how fast this program is here; see: foley help bench
          foley test                the project's tests

        Options:
          --session DIR             keep the session in DIR (default: .foley in the project)
          --threads N               computing threads (default: one for each core);
                                    results are the same to the bit for any number
          --memory SIZE             working memory for networks (default: a quarter of the
                                    machine's, 2GB at least); with little,
                                    fewer threads work at once, and the results are the same
          --isa LEVEL               instructions to compute with: sse4, avx2 or avx512
                                    (default: what the notebook states, else all that
                                    the processor has); see: foley help isa
          --fresh                   with run: recompute everything, in a session of its own
          --timings FILE            with run: each statement's wall time, as JSON lines
          --list                    with bench: the jobs there are
          --beside FILE             with bench: a table beside other programs' results
          --version                 the version
        """
}
