public import Datasets
public import Language
public import Networks
public import Tensors
public import Workplace

/// The senses that people can ask for by their words, the usual one first.
private let asked: [any AskedSense.Type] = senses.reversed().compactMap { $0.asked }

/// One of them, by its word.
struct Modality: ParameterValue {
    let sense: any AskedSense.Type

    static var kind: OptionKind { .word(asked.map { $0.word }) }
    static var expectation: String { alternatives(asked.map { $0.word }) }
    init?(_ scalar: Scalar) {
        guard case .word(let word) = scalar, let sense = asked.first(where: { $0.word == word }) else { return nil }
        self.sense = sense
    }
    var scalar: Scalar { .word(sense.word) }
    var limit: Never? { nil }
    static func spell(_ limit: Never) -> String {}
}

/// The options of a network that takes in whatever it is asked to.
public enum ModalityOptions {
    static let modality = Parameter<Modality>(
        "modality", "What it takes in of the clips; the sound when absent, if any clip has one")

    /// Which sense, and those of each.
    public static let all: [any OptionDeclaration] = {
        var keys: Set<String> = []
        return [modality] + asked.flatMap { $0.options }.filter { keys.insert($0.key).inserted }
    }()
}

extension Workspace {
    /// The network that `architecture` makes for what it hears or sees and for the table's classes.
    ///
    /// - Throws: `TooFewClasses`, `FeaturesAlone`, `UnfitOption`, what the sense's choice throws, and `architecture`.
    public func network(
        for table: ClipTable, _ choices: Choices, _ architecture: (_ frontEnd: FrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> Network {
        let classes = try table.classesToTell
        try table.checkMedia()
        let sense = try choices.given(ModalityOptions.modality)?.sense ?? asked.first { $0.suits(table) } ?? asked.last!
        let own = Set(sense.options.map(\.key))
        let others = asked.flatMap { $0.options }.filter { !own.contains($0.key) }
        if let other = others.first(where: choices.isChosen) {
            throw choices.unfit(other, "does not go with modality: \(sense.word)")
        }
        let chosen: any Sense = try sense.chosen(by: choices, for: table, in: self)
        let frontEnd = FrontEnd(chosen)
        return Network(try architecture(frontEnd, classes.count), frontEnd, of: table)
    }

    /// The network that `architecture` makes for what it hears and for the table's classes.
    ///
    /// - Throws: as `SoundFrontEnd.chosen` does, `TooFewClasses`, and what `architecture` throws.
    public func network(
        for table: ClipTable, _ choices: Choices, bands: Parameter<Int> = HearingOptions.bands,
        usual: UsualHearing = UsualHearing(), _ architecture: (_ frontEnd: SoundFrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> Network {
        let classes = try table.classesToTell
        try table.checkMedia()
        let frontEnd = try SoundFrontEnd.chosen(by: choices, for: table, bands: bands, usual: usual, in: self)
        return Network(try architecture(frontEnd, classes.count), FrontEnd(frontEnd), of: table)
    }
}

extension ClipTable {
    /// Classes to tell apart: two or more.
    ///
    /// - Throws: `TooFewClasses`.
    public var classesToTell: [String] {
        get throws {
            guard classes.count > 1 else { throw TooFewClasses(classes: classes) }
            return classes
        }
    }

    /// - Throws: `FeaturesAlone` where there is nothing to hear or see.
    public func checkMedia() throws {
        if let first = clips.first, clips.allSatisfy(\.isFeaturesAlone) { throw FeaturesAlone(path: first.path) }
    }
}

/// A data set of one class, among which there is nothing to choose.
public struct TooFewClasses: Fault {
    public var classes: [String]
    public var cause: String {
        classes.isEmpty
            ? "the clips have no classes: there is nothing to tell apart"
            : "the data set has one class, '\(classes[0])': there is nothing to tell apart"
    }
    public var remedy: String? { "a folder for each class, or another 'label' column, gives the others" }
}
