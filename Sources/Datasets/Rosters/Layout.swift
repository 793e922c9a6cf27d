public import Language

/// A form in which data sets lie on the disk, known by their files.
///
/// A new one is a file beside this, and a line in `Layouts.all`: which files count, what the digest of a source is made of
/// and what help says follow from it.
protocol Layout: Sendable {
    /// What it is called behind 'layout:'.
    static var word: String { get }
    /// What the data sets of this form are called; nil of a form that any may have.
    static var name: String? { get }
    /// What help says of it: whole sentences, the first of which goes on where `name` and a colon stand before it.
    static var help: String { get }
    /// What a person may say of it; everything else is refused.
    static var options: Set<DatasetChoices.Option> { get }

    /// Whether a file, by its path from the folder of the data set, lists clips. Such a file may be named in place of the
    /// folder.
    static func lists(_ file: String) -> Bool
    /// Whether a file, by its path from the folder of the data set, says more of clips that are listed: it counts even
    /// where another is named in place of the folder.
    static func explains(_ file: String) -> Bool

    /// A source of this form; nil for one of another.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) throws
    var source: SourceFiles { get }
    /// The fault of an option that is not among `options`.
    func refusal(of option: DatasetChoices.Option) -> DatasetFault
    /// What is said of the clips.
    func roster(_ choices: DatasetChoices) throws -> Roster
}

extension Layout {
    static var name: String? { nil }
    static var options: Set<DatasetChoices.Option> { [] }
    static func lists(_ file: String) -> Bool { false }
    static func explains(_ file: String) -> Bool { false }
    func refusal(of option: DatasetChoices.Option) -> DatasetFault { .tableOptions(name: source.name) }
}

/// Every form that is known.
enum Layouts {
    /// The first that knows a source reads it.
    static let all: [any Layout.Type] = [
        AudioSetLayout.self,
        MSVDLayout.self,
        SentenceLayout.self,
        GridLayout.self,
        TableLayout.self,
        CommandsLayout.self,
        NamesLayout.self,
        PartsLayout.self,
        FolderLayout.self,
    ]

    /// Whether any of them knows a file as one that lists clips.
    static func list(_ file: String) -> Bool { all.contains { $0.lists(file) } }
    /// Whether any of them knows a file as one that says more of clips.
    static func explain(_ file: String) -> Bool { all.contains { $0.explains(file) } }

    /// What the one that is asked for, or else the first that knows a source reads of it, and what was read: all of it, or a
    /// folder in which all of it lies.
    ///
    /// - Throws: as `DatasetSource.read` does.
    static func roster(of source: SourceFiles, _ choices: DatasetChoices) throws -> (roster: Roster, source: SourceFiles) {
        if let (layout, inner) = try known(source, choices) {
            let kind = type(of: layout)
            if let option = choices.given.first(where: { !kind.options.contains($0) && $0 != .layout }) {
                throw layout.refusal(of: option)
            }
            var roster = try layout.roster(choices)
            if inner.name != source.name {
                roster.notes.insert("all clips of '\(source.name)' lie in '\(inner.name)', which is read", at: 0)
                roster.notes += source.tables.map { "'\(source.tree.prefix)\($0)' names none of them and is left aside" }
            }
            return (roster, inner)
        }
        guard let word = choices.layout else { throw DatasetFault.notADataset(name: source.name) }
        throw DatasetFault.notOfLayout(name: source.name, layout: word)
    }

    /// A layout, and the source that it knows.
    private static func known(_ source: SourceFiles, _ choices: DatasetChoices) throws -> (any Layout, SourceFiles)? {
        for kind in all where choices.layout.map({ $0 == kind.word }) ?? true {
            guard let layout = try kind.init(source, choices) else { continue }
            // A folder that holds one folder and no more may be no more than what that one came in.
            if layout is FolderLayout, choices.layout == nil, let inner = try source.onlyFolder,
                let found = try known(inner, choices),
                !(found.0 is FolderLayout) || found.1.tree.folders.count > 1
            {
                return found
            }
            return (layout, source)
        }
        guard choices.layout != nil, let inner = try source.onlyFolder else { return nil }
        return try known(inner, choices)
    }
}

/// A layout, by its word.
public struct LayoutChoice: ParameterValue {
    let word: String

    public static var kind: OptionKind { .word(Layouts.all.map { $0.word }) }
    public static var expectation: String { alternatives(Layouts.all.map { $0.word }) }
    public init?(_ scalar: Scalar) {
        guard case .word(let word) = scalar, Layouts.all.contains(where: { $0.word == word }) else { return nil }
        self.word = word
    }
    public var scalar: Scalar { .word(word) }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

extension DatasetSource {
    /// What help says of the forms that any data set may have.
    public static var usualForms: String {
        Layouts.all.filter { $0.name == nil }.reversed().map { $0.help }.joined(separator: " ")
    }

    /// What help says of those that have a name, by their names.
    public static var namedForms: String {
        Layouts.all.compactMap { layout in layout.name.map { "\($0) (layout: \(layout.word)): \(layout.help)" } }.sorted()
            .joined(separator: " ")
    }
}
