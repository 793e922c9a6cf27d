import Datasets
import Language
import Programs
import Workplace

private let column = Parameter<Word>("by", "A column: fold, split, speaker ...")
private let test = Parameter<Entries>("test", isRequired: true, "Values of the column, or a share such as 20 %")
private let validate = Parameter<Entries>("validate", "The same, of what test leaves; no such part when absent")
private let seed = Parameter<Int>("seed", default: 1, in: 0...1_000_000_000, "What a share is drawn with")

extension Verb {
    static let split = Verb(
        Signature(
            "split", family: "Data", "Clips to train on, to test on and, if asked for, to validate with",
            details: """
                With a column, 'test: 5' or 'test: [4, 5]' names the values that go to test; a share takes whole groups of \
                clips with one value (all clips of a speaker, say), as near to the share as groups allow. Without a column a \
                share is taken of every class, of several that a clip may have, too. No clip is on two sides: copies of one \
                content, told by their SHA-256, go together. Of every class at least one clip stays in train when a share is \
                taken of it.
                """,
            operand: .init("DATA", [DatasetValue.type], "The clips"),
            phrases: [.init("by", .init("COLUMN", column, isRequired: false))], options: [test, validate, seed],
            gives: SplitValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz, length: 1 s) to "sounds/tone/a.wav"
                    export (tone 880 Hz, length: 1 s) to "sounds/tone/b.wav"
                    export (noise 1 s) to "sounds/noise/c.wav"
                    export (noise 1 s, seed: 2) to "sounds/noise/d.wav"
                    parts = split (dataset "sounds"), test: 50 %
                    """, gives: "train 2 · test 2 clips · 2 classes")
            ])
    ) { call in
        let data: DatasetValue = try call.operand()
        let by = try call.given(column, "by")?.text
        let (split, notes) = try Split.cut(
            data.table, by: by, test: call(test).portion(isColumn: by != nil),
            validate: call.given(validate)?.portion(isColumn: by != nil), seed: UInt64(call(seed)))
        notes.forEach(call.context.note)
        return SplitValue(split)
    }
}

extension Entries {
    /// A number below 1 is a share, whatever the column; `100 %` is the number 1, which a column may hold.
    fileprivate func portion(isColumn: Bool) -> Split.Portion {
        if !isList, case .number(let number) = entries[0], number > 0 && number < 1 || !isColumn { return .share(number) }
        return .cells(cells)
    }

    /// The same, as data sets compare it with their cells.
    var cells: [SoughtCell] {
        entries.map { entry in
            switch entry {
            case .word(let word): .word(word)
            case .number(let number): .number(number)
            }
        }
    }
}
