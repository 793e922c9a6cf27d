public import Language
import Media
import Picture
internal import Session
public import Tensors

/// A verb: what it declares, and what it does.
///
/// A verb is a function of its operands, its options and its seed: it reads no clock, no environment and no global
/// state, and it writes nothing. Files are written by the runner, from the value that `export` gives.
public struct Verb: Sendable {
    public let signature: Signature
    let run: @Sendable (Arguments) throws -> any Value

    init(_ signature: Signature, run: @escaping @Sendable (Arguments) throws -> any Value) {
        self.signature = signature
        self.run = run
    }
}

/// What a verb is given when it runs: operands by role, options by parameter.
struct Arguments: Sendable {
    let signature: Signature
    /// What is being made.
    let recipe: Recipe
    let operands: [String: [any Value]]
    let options: [String: any Value]
    /// The recipes of the operands, for a verb that writes down where things came from.
    let recipes: [String: [Recipe]]
    let context: Context
    /// What outlasts the computation besides its result.
    let shelf: Shelf
    /// One of several computations over the same clips, about which everything has been said.
    var isPart = false

    /// The same, as part of a longer computation that speaks for it.
    func part(in context: Context) -> Arguments {
        Arguments(
            signature: signature, recipe: recipe, operands: operands, options: options, recipes: recipes,
            context: context, shelf: shelf, isPart: true)
    }

    /// The one operand in `role`: "" is the operand proper, `to` the one after that preposition.
    ///
    /// - Throws: `WrongType`.
    func operand<V: Value>(_ role: String = "", as type: V.Type = V.self) throws -> V {
        let value = operands[role]![0]
        guard let fitting = value as? V else {
            throw WrongType(role: name(of: role), expected: [V.type], found: value.type)
        }
        return fitting
    }

    /// The operand in `role` whatever its type; nil where it is optional and absent.
    func anyOperand(_ role: String = "") -> (any Value)? { operands[role]?.first }

    /// All operands in `role`, where it takes a list.
    func list(_ role: String = "") -> [any Value] { operands[role] ?? [] }

    /// The operand in `role`, declared as a parameter: a frequency, a length; nil where it is absent.
    ///
    /// - Throws: `WrongType`, `UnfitOperand`.
    func given<T>(_ parameter: Parameter<T>, _ role: String) throws -> T? {
        guard operands[role] != nil else { return nil }
        let constant: Constant = try operand(role)
        if let objection = parameter.objection(to: constant.scalar) {
            throw UnfitOperand(verb: signature.verb, role: role, objection: objection)
        }
        return T(constant.scalar)
    }

    /// The value of an option that has a default or was given.
    ///
    /// - Throws: `UnfitOption` where a value computed in the notebook does not fit.
    func callAsFunction<T>(_ parameter: Parameter<T>) throws -> T {
        guard let value = try given(parameter) else {
            throw UnfitOption(verb: signature.verb, key: parameter.key, objection: "is missing")
        }
        return value
    }

    /// The value of an option that may be absent.
    func given<T>(_ parameter: Parameter<T>) throws -> T? {
        guard let value = options[parameter.key] else { return nil }
        guard let constant = value as? Constant else {
            throw UnfitOption(
                verb: signature.verb, key: parameter.key,
                objection: "takes \(T.expectation), not \(value.type.withArticle)")
        }
        if let objection = parameter.objection(to: constant.scalar) {
            throw UnfitOption(verb: signature.verb, key: parameter.key, objection: objection)
        }
        return T(constant.scalar)
    }

    private func name(of role: String) -> String {
        role.isEmpty ? signature.verb : "\(signature.verb) … \(role)"
    }
}

/// What a running verb may use of the world around it.
public struct Context: Sendable {
    public let places: Places
    /// Threads for heavy work; results do not depend on how many.
    public let parallel: Parallel
    /// What figures are drawn with.
    let easel = Easel()
    /// What movies and compressed sounds are decoded with.
    let movies = MediaPool.shared
    /// Something the person should know although the result stands.
    public let note: @Sendable (String) -> Void
    /// How far a long computation is, where there is more to say than how many chunks have begun.
    public let status: @Sendable (Status) -> Void

    public init(
        places: Places, parallel: Parallel = Parallel(), status: @escaping @Sendable (Status) -> Void = { _ in },
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.places = places
        self.parallel = parallel
        self.status = status
        self.note = note
    }

    /// The same world for one of several computations in a row: what is said goes on as of `part`, and how far it is as
    /// how far all of them are, which stand at `place`.
    func speaking(of part: String, at place: String, in tally: StatusTally) -> Context {
        @Sendable func said(_ said: Status) -> Status {
            var said = said
            said.note = said.note.isEmpty ? place : "\(place)  \(said.note)"
            return said
        }
        return Context(
            places: places, parallel: parallel.reporting { status(said(tally.pass(begun: $0, of: $1))) },
            status: { status(said(tally.whole($0))) }, note: { note("\(part): \($0)") })
    }
}
