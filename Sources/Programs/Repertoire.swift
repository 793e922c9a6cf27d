internal import Datasets
public import Language
internal import Session
internal import Workplace

/// The verbs and the types of value that programs are written in.
public struct Repertoire: Sendable {
    /// Those that people write, by family.
    let verbs: [Verb]
    /// By the name that the store keeps.
    let types: [any Value.Type]
    /// What the language knows of it; files are told by their names.
    public let vocabulary: Vocabulary
    private let byName: [String: Verb]

    /// - inner: steps that recipes need and people do not write.
    public init(_ verbs: [Verb] = [], inner: [Verb] = [], types: [any Value.Type] = []) {
        self.verbs = verbs
        self.types = types
        byName = Dictionary(uniqueKeysWithValues: (verbs + inner).map { ($0.signature.verb, $0) })
        var vocabulary = Vocabulary(
            verbs: verbs.map(\.signature),
            fields: Dictionary(
                uniqueKeysWithValues: types.map { type in
                    (type.type, type.fields.map { Vocabulary.Field($0.name, $0.type, $0.help) })
                }))
        vocabulary.kindOfFile = { FileKinds.promised(by: $0)?.rawValue }
        self.vocabulary = vocabulary
    }

    func verb(_ name: String) -> Verb? { byName[name] }

    /// The type of value that `type` names; nil for what this version does not have.
    func type(_ type: ValueType) -> (any Value.Type)? { types.first { $0.type == type } }

    /// The value that a payload holds.
    ///
    /// - Throws: `UnknownType` for a type that this version does not have.
    func decode(_ payload: Payload) throws -> any Value {
        let type = ValueType(payload.type)
        if Constant.types.contains(type) { return try Constant(payload: payload) }
        guard let found = self.type(type) else { throw UnknownType(name: payload.type) }
        return try found.init(payload: payload)
    }

    /// What stands in a recipe for a file that has this digest now.
    func identity(ofFile digest: Key, _ path: String, in recipe: Recipe, _ places: Places) -> Key {
        let isFolder = verb(recipe.verb)?.signature.operand?.isFolder ?? false
        return isFolder ? places.identity(ofFile: digest, named: path) : digest
    }
}
