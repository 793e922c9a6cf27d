import Datasets
import Language
import Programs
import Workplace

private let fileColumn = Parameter<Word>("file", "The column of a CSV that names the files; found by its name when absent")
private let label = Parameter<Word>(
    "label", "The column that holds the class: of a CSV, found by its name when absent; of GRID, digit when absent")
private let audio = Parameter<String>(
    "audio", isFolder: true, "The folder of the files: from the CSV's own, or any in the project or the data; found when absent")
private let level = Parameter<Int>(
    "level", in: 1...8, "Fold AudioSet's classes into those so far below the top of its ontology: 1 is the top; not when absent")
private let form = Parameter<LayoutChoice>("layout", "How it lies, as below; told by the files when absent")

extension Verb {
    static let dataset = Verb(
        Signature(
            "dataset", family: "Data", "Sounds and movies with their classes: a folder of classes, or a CSV with them beside it",
            details: """
                \(DatasetSource.usualForms) Where nothing names a class, clips have none: they can be split, listened to \
                and asked about, but there is nothing to train a classifier on. Features in .npy files, a row for each moment, \
                are clips where nothing is called like a sound or a movie, and else belong to the one clip that they are called like.

                Some data sets are known by their files. \(DatasetSource.namedForms)

                Every file is opened once, a movie by its header alone ('probe FOLDER, decode' finds what is damaged further \
                on); one that cannot be read, or is not here, is listed in the field 'unreadable' and stops no other. The \
                value depends on the content of the tables and of all files beside them: add, change or remove one, and the \
                data set is made again.

                The path starts at the project; what is not there is looked for in $FOLEY_DATA.
                """,
            operand: .init("FOLDER", [.text], "A folder, or a CSV file", isFolder: true),
            options: [fileColumn, label, audio, level, form], gives: DatasetValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz, length: 1 s) to "sounds/tone/a.wav"
                    export (tone 880 Hz, length: 1 s) to "sounds/tone/b.wav"
                    export (noise 1 s) to "sounds/noise/c.wav"
                    data = dataset "sounds"
                    """, gives: "3 clips · 2 classes · 3.0 s")
            ], version: 5)
    ) { call in
        let file: SourceFile = try call.operand()
        let source = DatasetSource(name: file.path, path: file.absolute)
        let (table, notes) = try source.read(
            DatasetChoices(
                file: call.given(fileColumn)?.text, label: call.given(label)?.text, audio: call.given(audio),
                audioPlace: call.folder(audio), level: call.given(level), layout: call.given(form)),
            parallel: call.context.parallel, pool: call.context.movies,
            digests: { try call.shelf.digests(ofFiles: $0).map(\.description) })
        notes.forEach(call.context.note)
        return DatasetValue(table)
    }
}
