internal import Media

/// Data sets whose files' names say what they hold.
struct NamesLayout: Layout {
    static let word = "names"
    static let name: String? = codings.map(\.name).joined(separator: ", ")
    static let help = """
        what the names of the files code (emotion, speaker, digit, fold ...) becomes columns, and the first of them the class.
        """
    static let options: Set<DatasetChoices.Option> = [.label]

    let source: SourceFiles
    private let media: [String]
    private let coding: Coding

    /// Files in one folder, in folders of the coding's own, or in parts, nearly all of which it fits.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.file == nil else { return nil }
        let media = source.tree.files.filter(MediaNames.promisesMedia)
        let some = media.prefix(20)
        let isLikely = codings.contains { coding in some.count { coding.cells(of: $0) != nil } * 2 > some.count }
        guard isLikely else { return nil }
        let folders = Set(zip(media, FolderRoles(media, needsFolders: true).folders).map { path, folders in folders.last ?? "" })
        func fits(_ coding: Coding) -> Bool {
            guard folders.count == 1 || folders.allSatisfy({ coding.owns($0) }) else { return false }
            return media.count { coding.cells(of: $0) != nil } * 10 >= media.count * 9
        }
        guard !media.isEmpty, let coding = codings.first(where: fits) else { return nil }
        (self.source, self.media, self.coding) = (source, media, coding)
    }

    func refusal(of option: DatasetChoices.Option) -> DatasetFault { .tableOptions(name: source.name) }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        let columns = coding.columns
        let label = choices.label ?? columns[0]
        guard let place = columns.firstIndex(of: label) else {
            throw DatasetFault.noColumn(name: "'\(source.name)'", column: label, columns: columns, option: "label")
        }
        var roster = Roster()
        roster.columns = columns
        for path in media {
            guard let cells = coding.cells(of: path) else {
                roster.leaveOut(.file(path), "its name is none of \(coding.name)'s")
                continue
            }
            roster.entries.append(Roster.Entry(path: path, labels: [cells[place]], cells: cells))
        }
        roster.addParts()
        roster.notes += source.asideTables
        roster.notes.append(
            "the names of the files are \(coding.name)'s: the class is the \(label), the columns are \(columns.joined(separator: ", "))"
        )
        return roster
    }
}

/// What the name of a file says, part by part.
private struct Coding: Sendable {
    /// What the data set is called.
    let name: String
    /// What stands between the parts, if anything does.
    let separator: Character?
    let fields: [Field]
    /// How many characters each part has, where nothing stands between them.
    var widths: [Int] = []
    /// What folders it comes in are called like, with `#` for a digit, and `*` for the rest of a name.
    var folders: [String] = []
    /// Which column is the class; the others follow in the order of the name.
    let label: String

    struct Field: Sendable {
        /// Nil of what says nothing.
        let column: String?
        let meaning: Meaning
    }

    enum Meaning: Sendable {
        /// What each code stands for; no other is known.
        case codes([String: String])
        /// A number, or a word of letters and digits.
        case number, word
    }

    /// The columns, the class first.
    var columns: [String] {
        let named = fields.compactMap(\.column)
        return [label] + named.filter { $0 != label }
    }

    /// A value for each column; nil of a name that this does not fit.
    func cells(of path: String) -> [String]? {
        let stem = DatasetFiles.stem(of: path)
        guard let parts = parts(of: stem), parts.count == fields.count else { return nil }
        var values: [String: String] = [:]
        for (field, part) in zip(fields, parts) {
            let value: String
            switch field.meaning {
            case .codes(let codes):
                guard let meaning = codes[String(part)] else { return nil }
                value = meaning
            case .number:
                guard !part.isEmpty, part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                    return nil
                }
                value = String(part)
            case .word:
                guard !part.isEmpty, part.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
                value = String(part)
            }
            if let column = field.column { values[column] = value }
        }
        return columns.map { values[$0]! }
    }

    private func parts(of stem: String) -> [Substring]? {
        if let separator { return stem.split(separator: separator, omittingEmptySubsequences: false) }
        guard stem.count == widths.reduce(0, +) else { return nil }
        var rest = stem[...]
        return widths.map { width in
            defer { rest = rest.dropFirst(width) }
            return rest.prefix(width)
        }
    }

    /// Whether a folder is one that it comes in.
    func owns(_ folder: Substring) -> Bool {
        folders.contains { pattern in
            if pattern.hasSuffix("*") { return folder.hasPrefix(pattern.dropLast()) }
            return pattern.count == folder.count && zip(pattern, folder).allSatisfy { $0 == "#" ? $1.isNumber : $0 == $1 }
        }
    }
}

private func codes(_ words: [String], from first: Int = 1, digits: Int = 2) -> Coding.Meaning {
    func code(_ number: Int) -> String { String(repeating: "0", count: max(0, digits - String(number).count)) + String(number) }
    return .codes(Dictionary(uniqueKeysWithValues: words.enumerated().map { (code($0 + first), $1) }))
}

/// After what the makers of each say of their names.
private let codings = [
    Coding(
        name: "RAVDESS", separator: "-",
        fields: [
            .init(column: "modality", meaning: codes(["audio and video", "video", "audio"])),
            .init(column: "channel", meaning: codes(["speech", "song"])),
            .init(
                column: "emotion",
                meaning: codes(["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"])),
            .init(column: "intensity", meaning: codes(["normal", "strong"])),
            .init(column: "statement", meaning: codes(["Kids are talking by the door", "Dogs are sitting by the door"])),
            .init(column: "repetition", meaning: codes(["1", "2"])),
            .init(column: "speaker", meaning: codes((1...24).map(String.init))),
        ], folders: ["Actor_##"], label: "emotion"),
    Coding(
        name: "CREMA-D", separator: "_",
        fields: [
            .init(column: "speaker", meaning: .number), .init(column: "sentence", meaning: .word),
            .init(
                column: "emotion",
                meaning: .codes([
                    "ANG": "anger", "DIS": "disgust", "FEA": "fear", "HAP": "happy", "NEU": "neutral", "SAD": "sad",
                ])),
            .init(
                column: "level",
                meaning: .codes(["LO": "low", "MD": "medium", "HI": "high", "XX": "unspecified", "X": "unspecified"])),
        ], label: "emotion"),
    Coding(
        name: "TESS", separator: "_",
        fields: [
            .init(column: "speaker", meaning: .codes(["OAF": "OAF", "OA": "OAF", "YAF": "YAF"])),
            .init(column: "word", meaning: .word),
            .init(
                column: "emotion",
                meaning: .codes([
                    "angry": "angry", "disgust": "disgust", "fear": "fear", "happy": "happy", "neutral": "neutral",
                    "ps": "pleasant surprise", "sad": "sad",
                ])),
        ], folders: ["OAF_*", "YAF_*"], label: "emotion"),
    Coding(
        name: "Emo-DB", separator: nil,
        fields: [
            .init(column: "speaker", meaning: .number),
            .init(column: "text", meaning: .word),
            .init(
                column: "emotion",
                meaning: .codes([
                    "W": "anger", "L": "boredom", "E": "disgust", "A": "anxiety", "F": "happiness", "T": "sadness",
                    "N": "neutral",
                ])),
            .init(column: "version", meaning: .word),
        ], widths: [2, 3, 1, 1], label: "emotion"),
    Coding(
        name: "UrbanSound8K", separator: "-",
        fields: [
            .init(column: "fsID", meaning: .number),
            .init(
                column: "class",
                meaning: codes(
                    [
                        "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling", "engine_idling", "gun_shot",
                        "jackhammer", "siren", "street_music",
                    ], from: 0, digits: 1)),
            .init(column: "occurrence", meaning: .number), .init(column: "slice", meaning: .number),
        ], folders: ["fold#", "fold##"], label: "class"),
    Coding(
        name: "ESC-50", separator: "-",
        fields: [
            .init(column: "fold", meaning: .number), .init(column: "src_file", meaning: .number),
            .init(column: "take", meaning: .word),
            .init(
                column: "category",
                meaning: codes(
                    [
                        "dog", "rooster", "pig", "cow", "frog", "cat", "hen", "insects", "sheep", "crow", "rain", "sea_waves",
                        "crackling_fire", "crickets", "chirping_birds", "water_drops", "wind", "pouring_water", "toilet_flush",
                        "thunderstorm", "crying_baby", "sneezing", "clapping", "breathing", "coughing", "footsteps", "laughing",
                        "brushing_teeth", "snoring", "drinking_sipping", "door_wood_knock", "mouse_click", "keyboard_typing",
                        "door_wood_creaks", "can_opening", "washing_machine", "vacuum_cleaner", "clock_alarm", "clock_tick",
                        "glass_breaking", "helicopter", "chainsaw", "siren", "car_horn", "engine", "train", "church_bells",
                        "airplane", "fireworks", "hand_saw",
                    ], from: 0, digits: 1)),
        ], label: "category"),
    Coding(
        name: "Free Spoken Digit Dataset", separator: "_",
        fields: [
            .init(column: "digit", meaning: codes((0...9).map(String.init), from: 0, digits: 1)),
            .init(column: "speaker", meaning: .word), .init(column: "take", meaning: .number),
        ], label: "digit"),
]
