public import Media
public import Tensors

/// The world around a program that runs: where files are, how many threads there are, and whom it tells how it goes.
public struct Context: Sendable {
    public let places: Places
    /// Threads for heavy work; results do not depend on how many.
    public let parallel: Parallel
    /// What movies and compressed sounds are decoded with.
    public let movies: MediaPool
    /// Something the person should know although the result stands.
    public let note: @Sendable (String) -> Void
    /// How far a long computation is, where there is more to say than how many chunks have begun.
    public let status: @Sendable (Status) -> Void

    public init(
        places: Places, parallel: Parallel = Parallel(), movies: MediaPool = .shared,
        status: @escaping @Sendable (Status) -> Void = { _ in }, note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.places = places
        self.parallel = parallel
        self.movies = movies
        self.status = status
        self.note = note
    }

    /// The same world for one of several computations in a row: what is said goes on as of `part`, and how far it is as
    /// how far all of them are, which stand at `place`.
    public func speaking(of part: String, at place: String, in tally: StatusTally) -> Context {
        @Sendable func said(_ said: Status) -> Status {
            var said = said
            said.note = said.note.isEmpty ? place : "\(place)  \(said.note)"
            return said
        }
        return Context(
            places: places, parallel: parallel.reporting { status(said(tally.pass(begun: $0, of: $1))) }, movies: movies,
            status: { status(said(tally.whole($0))) }, note: { note("\(part): \($0)") })
    }
}

/// What one computation works with: the world around it, and the part of the session that outlasts it.
public struct Workspace: Sendable {
    public var context: Context
    public let shelf: Shelf
    /// One of several computations over the same clips, about which everything has been said.
    public var isPart = false

    public init(_ context: Context, _ shelf: Shelf) {
        self.context = context
        self.shelf = shelf
    }

    public var places: Places { context.places }
    public var parallel: Parallel { context.parallel }
    public var movies: MediaPool { context.movies }
    public var note: @Sendable (String) -> Void { context.note }

    /// The same, as part of a longer computation that speaks for it.
    public func part(in context: Context? = nil) -> Workspace {
        var part = self
        part.context = context ?? self.context
        part.isPart = true
        return part
    }
}
