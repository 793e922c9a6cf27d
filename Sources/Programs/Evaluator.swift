import Dispatch
import Glibc
import Language
public import Session
public import Tensors
public import Workplace

/// Makes the values that recipes describe: from the store where they are, by running verbs where they are not.
///
/// A value is made at most once, whichever process asks for it: the store's lock on its key sees to that.
public final class Evaluator {
    private let store: Store
    private let repertoire: Repertoire
    private let context: Context
    private let easel = Easel()
    /// Values of the cell being run; the store keeps the rest.
    private var held: [Key: Made] = [:]
    /// Which element of a series a value is, for what is said while it is made.
    private var elements: [Key: Element] = [:]

    /// A value, and the levels of instructions at which it and all that it was made from was made.
    private struct Made {
        var value: any Value
        var levels: Levels

        /// As it is kept.
        func payload() throws -> Payload {
            var payload = try value.payload()
            payload.levels = levels
            return payload
        }
    }

    private struct Element {
        /// `rate 0.003`
        var name: String
        /// `2 of 6  rate 0.003`
        var place: String
        /// Of the series.
        var tally: StatusTally
    }

    public init(_ repertoire: Repertoire, store: Store, context: Context) {
        self.store = store
        self.repertoire = repertoire
        self.context = context
    }

    /// How many verbs have run.
    public private(set) var computed = 0

    /// Lets go of the values held in memory; they stay in the store.
    public func release() { held = [:] }

    /// What the value of `recipe` says of itself; known without loading it where the store has it.
    public func line(of recipe: Recipe) throws -> String {
        if held[recipe.key] == nil, let entry = try store.entry(recipe.key), entry.isHeld {
            store.markUsed(recipe.key)
            return entry.line
        }
        return try kept(recipe).line
    }

    /// Whether no verb has to run for the value of `recipe`: slices and fields of what the store has cost nothing.
    public func isAtHand(_ recipe: Recipe) throws -> Bool {
        var met: Set<Key> = [recipe.key]
        var pending = [recipe]
        while let next = pending.popLast() {
            if try store.contains(next.key) { continue }
            guard Operators.all[next.verb] != nil else { return false }
            pending += next.parents.filter { met.insert($0.key).inserted }
        }
        return true
    }

    /// The value of `recipe`, put into the store whatever made it: a slice or a sum is kept only where it has a name.
    public func kept(_ recipe: Recipe) throws -> any Value {
        let made = try made(recipe)
        // The elements too: each is a value of its own, and a slice or a field is kept only when asked.
        if recipe.isSeries { for element in recipe.parents { _ = try kept(element) } }
        if Operators.all[recipe.verb] != nil, try !store.contains(recipe.key) {
            try store.put(made.payload(), recipe, seconds: 0)
            computed += 1
        }
        return made.value
    }

    /// The figure that `recipe` makes, as the PNG that a cell shows.
    public func png(of recipe: Recipe, width: Int = 1600) throws -> [UInt8] {
        guard let file = try value(Verb.pngRecipe(of: recipe, width: width)) as? ExportedFile else {
            preconditionFailure("the verb png gives a file")
        }
        return file.bytes
    }

    /// The value of `recipe`.
    ///
    /// - Throws: `Failure`, which names the recipe that failed; `Interrupted`.
    public func value(_ recipe: Recipe) throws -> any Value { try made(recipe).value }

    /// The levels of instructions at which the value of `recipe` and all that it was made from was made.
    public func levels(of recipe: Recipe) throws -> Levels { try made(recipe).levels }

    private func made(_ recipe: Recipe) throws -> Made {
        if let made = held[recipe.key] { return made }
        for need in try missing(recipe) { held[need.key] = try make(need) }
        if let made = held[recipe.key] { return made }
        let made = try stored(recipe.key) ?? make(recipe)
        held[recipe.key] = made
        return made
    }

    /// What has to be made for `recipe`, operands first: a chain of any length is walked, not recursed into.
    private func missing(_ recipe: Recipe) throws -> [Recipe] {
        var ordered: [Recipe] = []
        var seen: Set<Key> = []
        var pending: [(recipe: Recipe, isReady: Bool)] = [(recipe, false)]
        while let (next, isReady) = pending.popLast() {
            if isReady {
                ordered.append(next)
            } else if seen.insert(next.key).inserted, held[next.key] == nil,
                try next.isSeries || !store.contains(next.key)
            {
                // Of a series the store has the lines; its elements are entries of their own.
                try announce(next)
                pending.append((next, true))
                for parent in next.parents.reversed() { pending.append((parent, false)) }
            }
        }
        return ordered
    }

    /// Makes known which elements of a series its values are.
    private func announce(_ recipe: Recipe) throws {
        guard let series = recipe.series else { return }
        let kept = try series.elements.count { try held[$0.key] != nil || store.contains($0.key) }
        let tally = StatusTally(parts: series.elements.count, kept: kept)
        for (index, element) in series.elements.enumerated() {
            let name = series.keys.text(index)
            elements[element.key] = Element(name: name, place: "\(index + 1) of \(series.elements.count)  \(name)", tally: tally)
        }
    }

    /// The value under `key` if the store has it whole; a damaged one counts as absent, and the person is told.
    private func stored(_ key: Key) throws -> Made? {
        do {
            guard let payload = try store.payload(key) else { return nil }
            let value = try repertoire.decode(payload)
            // A font that has the characters may be there by now.
            if !store.isReadOnly, let file = value as? ExportedFile, file.hasBoxes {
                try store.forget(key)
                return nil
            }
            return Made(value: value, levels: payload.levels)
        } catch let fault as any Fault where Self.concernsValue(fault) {
            context.note("\(fault.cause); it is computed again")
            try store.forget(key)
            return nil
        }
    }

    /// Whether the value alone is at fault; with a damaged session, computing again would help nobody.
    private static func concernsValue(_ fault: any Fault) -> Bool {
        switch fault {
        case is Interrupted: false
        case StoreFault.damagedValue: true
        // A file that may not be opened just now may be in order.
        case let fault as FileFault: fault.code == ENOENT
        default: !(fault is StoreFault)
        }
    }

    private func make(_ recipe: Recipe) throws -> Made {
        if let operation = Operators.all[recipe.verb] {
            let (_, operands, options) = try ingredients(of: recipe)
            let version = Operators.version(of: recipe.verb, operands[""] ?? [], options)
            guard version == recipe.version else {
                throw Failure(key: recipe.key, fault: VerbHasChanged(recipe: recipe, version: version))
            }
            let value = try attempt(recipe) { try operation(operands[""] ?? [], options) }
            return Made(value: value, levels: try ancestry(of: recipe).union(store.engine.levels))
        }
        guard let verb = repertoire.verb(recipe.verb) else { throw Failure(key: recipe.key, fault: VerbIsGone(recipe: recipe)) }
        guard verb.signature.version == recipe.version else {
            throw Failure(key: recipe.key, fault: VerbHasChanged(recipe: recipe, version: verb.signature.version))
        }
        // What takes hours and could not be kept is better not begun.
        if verb.signature.costly && store.isReadOnly {
            throw Failure(key: recipe.key, fault: StoreFault.readOnly(path: store.folder))
        }
        // Operands first: what they need is computed under their own locks, never inside this one.
        let (recipes, operands, options) = try ingredients(of: recipe)
        let shelf = Shelf(store, making: recipe, levels: try ancestry(of: recipe))
        return try store.computing(recipe.key) {
            if let made = try stored(recipe.key) { return made }
            let element = elements[recipe.key]
            defer {
                element?.tally.next()
                if let warning = context.movies.takeWarning() { context.note(warning) }
            }
            let speaker = element.map { context.speaking(of: $0.name, at: $0.place, in: $0.tally) } ?? context
            let arguments = Arguments(
                signature: verb.signature, recipe: recipe, operands: operands, options: options, recipes: recipes,
                work: Workspace(speaker, shelf), easel: easel, repertoire: repertoire)
            let start = DispatchTime.now().uptimeNanoseconds
            let value = try attempt(recipe) { try verb.run(arguments) }
            try checkInputs(of: recipe)
            computed += 1
            let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            let made = Made(value: value, levels: shelf.levels)
            try store.put(made.payload(), recipe, seconds: seconds)
            return made
        }
    }

    /// The levels of what a value is made from.
    private func ancestry(of recipe: Recipe) throws -> Levels {
        try recipe.parents.reduce(Levels()) { $0.union(try made($1).levels) }
    }

    /// A file that was written to while the verb read it has no digest that says what was read.
    private func checkInputs(of recipe: Recipe) throws {
        for case .file(let path, let digest) in recipe.ingredients
        where try repertoire.identity(ofFile: store.digest(ofSource: path, in: context.places), path, in: recipe, context.places)
            != digest
        {
            throw Failure(key: recipe.key, fault: ChangedWhileRead(path: path))
        }
    }

    private func ingredients(
        of recipe: Recipe
    ) throws -> (recipes: [String: [Recipe]], operands: [String: [any Value]], options: [String: any Value]) {
        var recipes: [String: [Recipe]] = [:]
        var operands: [String: [any Value]] = [:]
        for (role, ingredients) in recipe.operands {
            operands[role] = try ingredients.map { try value($0, of: recipe) }
            recipes[role] = ingredients.compactMap {
                if case .recipe(let made) = $0 { made } else { nil }
            }
        }
        var options: [String: any Value] = [:]
        for (key, ingredient) in recipe.options { options[key] = try value(ingredient, of: recipe) }
        return (recipes, operands, options)
    }

    private func value(_ ingredient: Recipe.Ingredient, of recipe: Recipe) throws -> any Value {
        switch ingredient {
        case .recipe(let made):
            return try value(made)
        case .literal(let text):
            do { return Constant(try Scalar(parsing: text)) } catch {
                throw Failure(key: recipe.key, fault: UnreadableLiteral(text: text))
            }
        case .file(let path, let digest):
            return SourceFile(path: path, absolute: context.places.source(path), digest: digest)
        }
    }

    private func attempt<R>(_ recipe: Recipe, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch let interrupted as Interrupted {
            throw elements[recipe.key].map { interrupted.of($0.name) } ?? interrupted
        } catch let fault as any Fault {
            throw Failure(key: recipe.key, fault: fault)
        }
    }

    /// A verb that failed: which recipe, and why.
    public struct Failure: Error {
        public var key: Key
        public var fault: any Fault
    }
}

/// An input file that changed between being looked at and being read.
struct ChangedWhileRead: Fault {
    var path: String
    var cause: String { "'\(path)' changed while it was read" }
    var remedy: String? { "run the cell again when nothing writes to it" }
}

/// A recipe of a verb that this version does not have.
struct VerbIsGone: Fault {
    var recipe: Recipe
    var cause: String { "this version has no verb '\(recipe.verb)'" }
    var remedy: String? { "the value was made by another version and cannot be made again" }
}

/// A recipe of an earlier or later version of a verb.
struct VerbHasChanged: Fault {
    var recipe: Recipe
    var version: Int
    var cause: String { "the value was made by \(recipe.verb), version \(recipe.version); this one is version \(version)" }
    var remedy: String? { "run the cell that makes it" }
}

/// A literal in a stored recipe that does not read.
struct UnreadableLiteral: Fault {
    var text: String
    var cause: String { "a stored recipe holds '\(text)', which does not read" }
    var remedy: String? { "run the cell that makes the value" }
}
