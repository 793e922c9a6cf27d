import Session
import Synchronization
import Tensors

/// The part of the session that a running verb may use: what it finds there can only save work, never change a result.
///
/// Features of a clip and checkpoints of a training lie here, by recipe, as all values do.
public struct Shelf: Sendable {
    private let store: Store
    private let recipe: Recipe?
    private let ancestry: Ancestry

    /// - recipe: what is being made.
    /// - levels: those of what the computation was given.
    public init(_ store: Store, making recipe: Recipe? = nil, levels: Levels = Levels()) {
        self.store = store
        self.recipe = recipe
        ancestry = Ancestry(levels.union(store.engine.levels))
    }

    /// What computes here.
    public var engine: Engine { store.engine }

    /// The levels of instructions at which everything was made that the computation has taken up so far.
    public var levels: Levels { ancestry.levels.withLock { $0 } }

    private final class Ancestry: Sendable {
        let levels: Mutex<Levels>
        init(_ levels: Levels) { self.levels = Mutex(levels) }
    }

    private func taken(_ payload: Payload?) -> Payload? {
        if let payload { ancestry.levels.withLock { if $0 != payload.levels { $0 = $0.union(payload.levels) } } }
        return payload
    }

    private func made(_ payload: Payload) -> Payload {
        var payload = payload
        payload.levels = levels
        return payload
    }

    /// What was kept under the recipe; nil where nothing is, or what is there was damaged and is now forgotten.
    public func payload(_ recipe: Recipe) throws -> Payload? { try payload(recipe.key) }

    /// The same for a recipe that another value names by its key.
    public func payload(_ key: Key) throws -> Payload? {
        do { return taken(try store.payload(key)) } catch StoreFault.damagedValue {
            try store.forget(key)
            return nil
        }
    }

    /// What was kept under the key of each recipe, in the order given, looked up at once.
    public func payloads(_ keys: [Key], parallel: Parallel) throws -> [Payload?] {
        do { return try store.payloads(keys, parallel: parallel).map(taken) } catch StoreFault.damagedValue {
            return try keys.map { try payload($0) }
        }
    }

    /// Whether something is there to be read under the recipe.
    public func contains(_ recipe: Recipe) throws -> Bool { try store.contains(recipe.key) }

    /// Keeps a value that took so many seconds to compute; one of the same recipe that is there already stays.
    public func put(_ payload: Payload, _ recipe: Recipe, seconds: Double) throws {
        try store.put(made(payload), recipe, seconds: seconds)
    }

    /// Keeps a value in place of the one that was kept before.
    public func replace(_ payload: Payload, _ recipe: Recipe, seconds: Double) throws {
        try store.replace(made(payload), recipe, seconds: seconds)
    }

    /// Keeps several values, all of them or none.
    public func put(_ values: [(payload: Payload, recipe: Recipe)], seconds: Double) throws {
        try store.put(values.map { (made($0.payload), $0.recipe) }, seconds: seconds)
    }

    /// Runs `body` while nobody else does so for this recipe; nil, and `body` has not run, while another does.
    public func holding<R>(_ recipe: Recipe, _ body: () throws -> R) throws -> R? {
        try store.computingUnlessHeld(recipe.key, body)
    }

    /// Lets go of what is kept under these keys.
    public func forget(_ keys: [Key]) throws { try store.forget(keys) }

    /// Where a file with these bytes is, as it is written in a statement that what is being made comes from; nil where none
    /// reads it.
    public func path(ofFile digest: Key) -> String? { recipe?.path(ofFile: digest) }

    /// The SHA-256 of each file, at absolute paths, in the order given.
    public func digests(ofFiles paths: [String]) throws -> [Key] { try store.digests(ofFiles: paths) }
}

extension Recipe {
    /// The path of the file with this content among all that the recipe is made from, as it is written.
    fileprivate func path(ofFile digest: Key) -> String? {
        var (seen, open) = (Set([key]), [self])
        while let recipe = open.popLast() {
            for case .file(let path, let known) in recipe.ingredients where known == digest { return path }
            open += recipe.parents.filter { seen.insert($0.key).inserted }
        }
        return nil
    }
}
