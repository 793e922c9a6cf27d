import Programs
import Session
import Verbs
import Workplace

/// How a cell stands to what the session holds.
public enum CellState: Sendable, Equatable {
    /// Every value it makes is in the store.
    case fresh
    /// It ran, and something it depends on is different now.
    case stale(reason: String)
    case failed(message: String)
    /// Control-C; where it stands: `stopped in epoch 6 of 25`.
    case stopped(message: String)
    case neverRun
    /// Its text has an error, so nobody knows what it would make.
    case wrong(message: String)
    /// Marked `skip` in the file.
    case skipped

    /// The state of `planned`, of which `run` was recorded last.
    ///
    /// - Parameters:
    ///   - holds: whether a value is there.
    ///   - elsewhere: at which levels of instructions what is not there was made, where the page's own is another.
    init(
        _ planned: PlannedStep, run: Page.Run?, holds: (Recipe) throws -> Bool, elsewhere: () throws -> Levels? = { nil },
        level: String = ""
    ) rethrows {
        let isSame = run?.key == planned.key.description
        if planned.step.isSkipped {
            self = .skipped
        } else if isSame, case .failed(let message)? = run?.outcome {
            self = .failed(message: message)
        } else if planned.step.fails {
            // What it makes is an error, which no store holds: that it ran is all there is to know.
            self = run == nil ? .neverRun : isSame ? .fresh : .stale(reason: Self.reason(planned, run!))
        } else if let problem = planned.problem {
            self = .wrong(message: problem.message)
        } else if try planned.recipes.isEmpty ? isSame : planned.recipes.allSatisfy(holds) {
            self = .fresh
        } else if isSame, case .stopped(let message)? = run?.outcome {
            self = .stopped(message: message)
        } else if isSame, let levels = try elsewhere() {
            self = .stale(reason: "its values were made at \(levels), and this page is of \(level)")
        } else if let run {
            self = .stale(reason: Self.reason(planned, run))
        } else {
            self = .neverRun
        }
    }

    private static func reason(_ planned: PlannedStep, _ run: Page.Run) -> String {
        if run.source != planned.step.source { return "its text has changed since it ran" }
        for (path, digest) in planned.files.sorted(by: { $0.key < $1.key }) where run.files[path] != digest {
            return "\(path) has changed"
        }
        for (name, identity) in planned.reads.sorted(by: { $0.key < $1.key }) where run.reads[name] != identity {
            return "'\(name)'" + (planned.origins[name].map { " of \($0.id)" } ?? "") + " has changed"
        }
        if run.key != planned.key.description { return "a verb it uses has a new version" }
        return "its values were collected"
    }
}
