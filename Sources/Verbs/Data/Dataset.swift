import Datasets
import Language
import Tensors

private let fileColumn = Parameter<Word>("file", "The column of a CSV that names the sound files; found by its name when absent")
private let label = Parameter<Word>("label", "The column of a CSV that holds the class; found by its name when absent")
private let audio = Parameter<String>("audio", "The folder of the sounds, from the CSV's own; found when absent")

extension Verb {
    static let dataset = Verb(
        Signature(
            "dataset", family: "Data", "Labelled sounds: a folder of classes, or a CSV with the sounds beside it",
            details: """
                A folder has a sub-folder of sounds for each class, or one CSV at its top with a row for each sound, as ESC-50 \
                has it; its columns of files and of classes are known by their names. All other columns (fold, speaker, \
                source ...) stay with the clips, for split and where. Every file is opened once; one that cannot be read is \
                listed in the field 'unreadable' and stops no other. The value depends on the content of the CSV and of all \
                sounds beside it: add, change or remove one, and the data set is made again.

                The path starts at the project; what is not there is looked for in $FOLEY_DATA.
                """,
            operand: .init("FOLDER", [.text], "A folder, or a CSV file", isFolder: true),
            options: [fileColumn, label, audio], gives: DatasetValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz, length: 1 s) to "sounds/tone/a.wav"
                    export (tone 880 Hz, length: 1 s) to "sounds/tone/b.wav"
                    export (noise 1 s) to "sounds/noise/c.wav"
                    data = dataset "sounds"
                    """, gives: "3 clips · 2 classes · 3.0 s")
            ])
    ) { call in
        let file: SourceFile = try call.operand()
        let source = DatasetSource(name: file.path, path: file.absolute)
        let (table, notes) = try source.read(
            CSVChoices(file: call.given(fileColumn)?.text, label: call.given(label)?.text, audio: call.given(audio)),
            parallel: call.context.parallel,
            digests: { try call.shelf.digests(ofFiles: $0).map(\.description) })
        notes.forEach(call.context.note)
        return DatasetValue(table)
    }
}
