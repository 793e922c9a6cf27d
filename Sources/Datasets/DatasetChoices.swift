/// What a person says of a data set where its own words leave it open.
public struct DatasetChoices: Sendable {
    /// The column of files.
    public var file: String?
    /// The column of classes.
    public var label: String?
    /// The folder of the clips, from the CSV's own.
    public var audio: String?
    /// How far below the top of AudioSet's ontology classes are told apart, 1 or more.
    public var level: Int?

    public init(file: String? = nil, label: String? = nil, audio: String? = nil, level: Int? = nil) {
        self.file = file
        self.label = label
        self.audio = audio
        self.level = level
    }

    /// What may be said, without what is.
    enum Option { case file, label, audio, level }

    var given: [Option] {
        [(Option.file, file != nil), (.label, label != nil), (.audio, audio != nil), (.level, level != nil)]
            .filter(\.1).map(\.0)
    }
    var isEmpty: Bool { given.isEmpty }
}
