public import Language
public import Session

/// What a name can stand for: a sound, a spectrogram, a figure, a number.
///
/// Values never change. `payload` is all of a value: `init(payload:)` makes the same value again, to the bit.
public protocol Value: Sendable {
    /// The type's name in signatures, error messages and the store.
    static var type: ValueType { get }
    /// What can be read behind a dot: `clip.rate`.
    static var fields: [ValueField] { get }
    /// This value's type; differs from `Self.type` only for constants.
    var type: ValueType { get }
    /// What the value says of itself in one line, without its name: `96 mel x 216 frames · 5.0 s · -80..0 dB`.
    var line: String { get }
    /// What it shows when it stands alone in a cell.
    var shown: Shown { get }
    /// What stands behind a dot: one of `fields`, unless only the value itself knows what it has.
    func field(_ name: String) throws -> any Value
    func payload() throws -> Payload
    init(payload: Payload) throws
}

/// A value in full, as a cell shows it.
public enum Shown: Sendable {
    case text(String)
    case figure(FigureValue)
    case file(ExportedFile)
}

extension Value {
    public static var fields: [ValueField] { [] }
    public var type: ValueType { Self.type }
    public var shown: Shown { .text(line) }

    /// - Throws: `MissingField`, and what reading it throws.
    public func field(_ name: String) throws -> any Value {
        guard let field = Self.fields.first(where: { $0.name == name }) else {
            throw MissingField(name: name, type: type, available: Self.fields.map(\.name))
        }
        return try field.read(self)
    }
}

/// A field of a value: its name, its type, one line of help, and how to read it.
public struct ValueField: Sendable {
    let name: String
    let type: ValueType
    let help: String
    let read: @Sendable (any Value) throws -> any Value

    /// `Field("rate", .number, "Samples a second") { (clip: SoundValue) in .hertz(clip.signal.rate) }`
    public init<Owner: Value, Result: Value>(
        _ name: String, _ type: ValueType, _ help: String, _ read: @escaping @Sendable (Owner) throws -> Result
    ) {
        self.name = name
        self.type = type
        self.help = help
        self.read = { owner in
            guard let owner = owner as? Owner else {
                throw WrongType(role: "a field", expected: [Owner.type], found: owner.type)
            }
            return try read(owner)
        }
    }
}
