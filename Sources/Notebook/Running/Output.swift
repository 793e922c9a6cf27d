import Programs
import Verbs
public import Workplace

/// What one statement shows.
public enum Output: Sendable, Equatable {
    /// A definition: the name and what its value says of itself.
    case value(name: String, line: String)
    /// An expression that stands alone.
    case text(String)
    /// A figure: the PNG that goes to `path` in the project when the cell is done.
    case figure(path: String, description: String, png: [UInt8])
    /// A file that a statement exported.
    case file(path: String, line: String)
}

/// What a runner tells while it runs, in order.
public enum Happening: Sendable {
    /// A cell begins; `because` says so where another cell asked for it.
    case begins(cell: String, because: String?)
    case shows(Output)
    /// How far a long computation is; from any thread.
    case status(Status)
    case note(String)
    /// A statement is done, with its wall time in seconds.
    case ends(statement: Int, line: Int?, seconds: Double, computed: Int)
    /// A cell marked `skip`.
    case skips(cell: String)
    /// A cell is done; nothing was computed where `computed` is 0.
    case done(cell: String, computed: Int)
}
