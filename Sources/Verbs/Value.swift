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
}

/// A field of a value: its name, its type, one line of help, and how to read it.
public struct ValueField: Sendable {
    public let name: String
    public let type: ValueType
    public let help: String
    let read: @Sendable (any Value) throws -> any Value

    /// `Field("rate", .number, "Samples a second") { (clip: SoundValue) in .hertz(clip.signal.rate) }`
    init<Owner: Value, Result: Value>(
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

/// The types of value there are, by the name that the store keeps.
enum ValueTypes {
    static let all: [any Value.Type] = [
        SoundValue.self, SpectrogramValue.self, TensorValue.self, ArchiveValue.self, FigureValue.self, DatasetValue.self,
        SplitValue.self, TableValue.self, NetworkValue.self, ModelValue.self, FusionValue.self, ReportValue.self,
        ConfusionValue.self, FoldsValue.self, CurvesValue.self, PredictionValue.self, SaliencyValue.self, MovieValue.self,
        FramesValue.self, ProjectionValue.self, ExportedFile.self, SeriesValue.self, Constant.self,
    ]

    static func fields(of type: ValueType) -> [ValueField] {
        all.first { $0.type == type }?.fields ?? []
    }

    /// The value that a payload holds.
    ///
    /// - Throws: `UnknownType` for a type that this version does not have.
    static func decode(_ payload: Payload) throws -> any Value {
        let type = ValueType(payload.type)
        if Constant.types.contains(type) { return try Constant(payload: payload) }
        guard let found = all.first(where: { $0.type == type }) else { throw UnknownType(name: payload.type) }
        return try found.init(payload: payload)
    }
}
