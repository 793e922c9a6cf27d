public import Language
public import Programs
public import Session
import Study
public import Workplace

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

/// The types of value there are, by the name that the store keeps; a new one is its file and its name here.
enum ValueTypes {
    static let all: [any Value.Type] = [
        SoundValue.self, SpectrogramValue.self, TensorValue.self, ArchiveValue.self, FigureValue.self, DatasetValue.self,
        SplitValue.self, TableValue.self, NetworkValue.self, ModelValue.self, FusionValue.self, ReportValue.self,
        ConfusionValue.self, FoldsValue.self, CurvesValue.self, PredictionValue.self, SaliencyValue.self, MovieValue.self,
        FramesValue.self, ProjectionValue.self, ExportedFile.self, SeriesValue.self, Constant.self,
    ]
}

extension Repertoire {
    /// What this version knows.
    public static let foley = Repertoire(Verb.all, inner: Verb.inner, types: ValueTypes.all)
}

extension Vocabulary {
    /// The verbs and fields of this version; files are told by their names.
    public static let foley = Repertoire.foley.vocabulary
}

extension Planner {
    public init(places: Places, digest: @escaping @Sendable (String) throws -> Key) {
        self.init(.foley, places: places, digest: digest)
    }
}

extension Evaluator {
    public convenience init(store: Store, context: Context) { self.init(.foley, store: store, context: context) }
}

extension Listing {
    public init(_ recipe: Recipe) { self.init(recipe, .foley) }
}

extension RecipeVerb {
    /// Every one there is.
    static let all = [kind, features, featuresBlock, fold, course, epoch, milestone, checkpoint] + ofSenses
}

extension TrainingTypes {
    /// The types of what trainings leave in the session, in the order in which they may go.
    public static let kept = all + [FusionValue.type.name, ModelValue.type.name]
}

extension VerbVersions {
    /// The versions that this program makes.
    public static let foley = VerbVersions(
        Dictionary(
            uniqueKeysWithValues: (Verb.all + Verb.inner).map { ($0.signature.verb, $0.signature.version) }
                + RecipeVerb.all.map { ($0.name, $0.version) } + operatorVersions))
}
