public import Language

extension Verb {
    /// Every verb there is, by family; a new one is one file and one line here.
    public static let all: [Verb] = [
        // Sound
        load, tone, noise, resample, trim, gain, mix, stft, melspec, mfcc,
        // Picture
        probe, soundtrack, frames, crop, resize, mouth, dct, lda, project, encode,
        // Data
        stage, dataset, split, `where`,
        // Network
        cnn, panotti, piczak, crnn, lstm, linear, train, evaluate, crossvalidate, predict, activations, saliency,
        // Fusion
        fuse,
        // Plot
        plot, layout,
        // Exchange
        export, `import`,
    ]

    /// Steps that recipes need and people do not write.
    public static let inner: [Verb] = [png]

    public static func named(_ name: String) -> Verb? { all.first { $0.signature.verb == name } }
}

extension Vocabulary {
    /// The verbs and fields of this version; files are told by their names.
    public static let foley: Vocabulary = {
        var vocabulary = Vocabulary(
            verbs: Verb.all.map(\.signature),
            fields: Dictionary(
                uniqueKeysWithValues: ValueTypes.all.map { type in
                    (type.type, type.fields.map { Field($0.name, $0.type, $0.help) })
                }))
        vocabulary.kindOfFile = { FileKinds.promised(by: $0)?.rawValue }
        return vocabulary
    }()
}
