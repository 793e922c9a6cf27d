/// Clips and what is said of them: frames as a network takes them in, and a sentence that it should say.
///
/// `fill` writes (frames, features) of each example, `lengths` says how many of the frames there are; the rest is not read.
public protocol CaptionLessons: Inputs {
    /// The most frames that an example has.
    var frames: Int { get }
    /// The sentence by the numbers of its words, without the mark.
    func words(_ example: Int) -> [Int]
}

/// Examples as S2VT takes them in: step by step, and at each step example by example.
struct CaptionBatch {
    let spans: S2VTWorkspace.Spans
    /// The step with which each example begins, its frames ending where the words begin.
    let starts: [Int]
    /// What is read, (words, examples): the mark, then the sentence.
    let words: [Int]
    /// What should follow, likewise: the sentence, then the mark; negative where nothing is asked.
    let targets: [Int]

    /// `lengths` are those of the examples' frames.
    init(_ sentences: [[Int]], lengths: [Int]) {
        let (frames, words) = (lengths.max()!, sentences.map(\.count).max()! + 1)
        spans = .init(frames: frames, words: words, examples: sentences.count)
        starts = lengths.map { frames - $0 }
        self.words = (0..<words).flatMap { word in
            sentences.map { word > 0 && word <= $0.count ? $0[word - 1] : S2VT.mark }
        }
        targets = (0..<words).flatMap { word in
            sentences.map { word < $0.count ? $0[word] : word == $0.count ? S2VT.mark : -1 }
        }
    }
}
