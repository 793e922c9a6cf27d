/// What a person says of a data set where its own words leave it open.
public struct DatasetChoices: Sendable {
    /// The column of files.
    public var file: String?
    /// The column of classes.
    public var label: String?
    /// The folder of the clips, from the CSV's own, or as a notebook finds it.
    public var audio: String?
    /// Where it is as a notebook finds it; nil where nothing is there.
    public var audioPlace: String?
    /// How far below the top of AudioSet's ontology classes are told apart, 1 or more.
    public var level: Int?
    /// The word of the layout.
    public var layout: String?

    public init(
        file: String? = nil, label: String? = nil, audio: String? = nil, audioPlace: String? = nil, level: Int? = nil,
        layout: LayoutChoice? = nil
    ) {
        self.file = file
        self.label = label
        self.audio = audio
        self.audioPlace = audioPlace
        self.level = level
        self.layout = layout?.word
    }

    /// What may be said, without what is.
    enum Option { case file, label, audio, level, layout }

    var given: [Option] {
        [
            (Option.file, file != nil), (.label, label != nil), (.audio, audio != nil), (.level, level != nil),
            (.layout, layout != nil),
        ].filter(\.1).map(\.0)
    }
    var isEmpty: Bool { given.isEmpty }
}
