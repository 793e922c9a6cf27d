/// A form in which data sets lie on the disk, known by their files.
///
/// A new one is a file beside this, and a line in `Layouts.all`: which files count, what the digest of a source is made of
/// and what help says follow from it.
protocol Layout: Sendable {
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
        SentenceLayout.self,
        GridLayout.self,
        TableLayout.self,
        FolderLayout.self,
    ]

    /// Whether any of them knows a file as one that lists clips.
    static func list(_ file: String) -> Bool { all.contains { $0.lists(file) } }
    /// Whether any of them knows a file as one that says more of clips.
    static func explain(_ file: String) -> Bool { all.contains { $0.explains(file) } }

    /// What the first that knows a source reads of it.
    ///
    /// - Throws: as `DatasetSource.read` does.
    static func roster(of source: SourceFiles, _ choices: DatasetChoices) throws -> Roster {
        for kind in all {
            guard let layout = try kind.init(source, choices) else { continue }
            if let option = choices.given.first(where: { !kind.options.contains($0) }) { throw layout.refusal(of: option) }
            return try layout.roster(choices)
        }
        throw DatasetFault.notADataset(name: source.name)
    }
}

extension DatasetSource {
    /// What help says of the forms that any data set may have.
    public static var usualForms: String {
        Layouts.all.filter { $0.name == nil }.reversed().map { $0.help }.joined(separator: " ")
    }

    /// What help says of those that have a name, by their names.
    public static var namedForms: String {
        Layouts.all.compactMap { layout in layout.name.map { "\($0): \(layout.help)" } }.sorted().joined(separator: " ")
    }
}
