import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct ConfusionTests {
    @Test func wilsonIntervalsAreThePublishedOnes() {
        // Newcombe (1998), table I: 81/263, 15/148, 0/20, 1/29; and 8 of 10.
        for (hits, count, low, high) in [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
            (8, 10, 0.4902, 0.9433), (10, 10, 0.7225, 1), (0, 0, 0, 1),
        ] {
            let interval = wilsonInterval(hits: hits, of: count)
            #expect(abs(interval.lowerBound - low) < 5e-5 && abs(interval.upperBound - high) < 5e-5, "\(hits)/\(count)")
        }
    }

    @Test func classesAreScoredByHand() throws {
        // Rows: 3 of 4 right; 1 of 2 right; no clip of the third, heard once; the fourth never heard.
        let confusion = try #require(
            Confusion(size: 4, counts: [3, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]))
        #expect(confusion.total == 8 && confusion.right == 4 && confusion.accuracy == 0.5)
        let classes = confusion.classes
        #expect(classes.map(\.support) == [4, 2, 0, 2])
        #expect(classes[0].precision == 0.5 && classes[0].recall == 0.75 && classes[0].f1 == 0.6)
        #expect(classes[1].precision == 1 && classes[1].recall == 0.5 && abs(classes[1].f1 - 2.0 / 3) < 1e-15)
        #expect(classes[2].precision.isNaN && classes[2].recall.isNaN && classes[2].f1.isNaN)
        #expect(classes[3].precision.isNaN && classes[3].recall == 0 && classes[3].f1 == 0)
        #expect(abs(confusion.balancedAccuracy - (0.75 + 0.5 + 0) / 3) < 1e-15)
    }

    @Test func nothingAndNonsenseAreNoConfusion() {
        #expect(Confusion(size: 2, counts: [1, 2, 3]) == nil)
        #expect(Confusion(size: 1, counts: [-1]) == nil)
        let empty = Confusion(truth: [], predicted: [], size: 3)
        #expect(empty.accuracy.isNaN && empty.balancedAccuracy.isNaN)
    }

    /// The confusion matrices that Piczak published with ESC-10, and the accuracies beside them.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["FOLEY_DATA"] != nil))
    func publishedBaselinesHaveTheirAccuracies() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["FOLEY_DATA"])
        let text = try String(contentsOfFile: folder + "/esc10/baseline-results-piczak-2015.txt", encoding: .utf8)
        var found = 0
        for part in text.components(separatedBy: "Classifying fold").dropFirst() {
            let stated = try #require(
                Double(part.components(separatedBy: "Accuracy: ")[1].components(separatedBy: "%")[0]))
            let matrix = part.components(separatedBy: "array(")[1].components(separatedBy: ")")[0]
            let counts = matrix.split { !$0.isNumber }.compactMap { Int($0) }
            let confusion = try #require(Confusion(size: 10, counts: counts))
            #expect(confusion.classes.allSatisfy { $0.support == 8 })
            #expect(abs(confusion.balancedAccuracy - confusion.accuracy) < 1e-12)
            // The file cuts tenths in places: 58.75 % is written as 58.7.
            #expect(abs(confusion.accuracy * 100 - stated) < 0.051, "\(stated)")
            found += 1
        }
        #expect(found == 15)
    }
}

@Suite struct ROCTests {
    /// The chance that a clip of the class scores above one of the rest, by asking every pair.
    private func areaByPairs(_ scores: [Float], _ isOfClass: [Bool]) -> Double {
        var (sum, pairs) = (0.0, 0.0)
        for (a, isOne) in zip(scores, isOfClass) where isOne {
            for (b, isOther) in zip(scores, isOfClass) where !isOther {
                sum += a > b ? 1 : a == b ? 0.5 : 0
                pairs += 1
            }
        }
        return sum / pairs
    }

    @Test(arguments: [2, 5, 1000])
    func areaIsThatOfAllPairs(levels: Int) {
        var state: UInt64 = 7
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for count in [2, 3, 10, 97, 300] {
            let isOfClass = (0..<count).map { $0 == 0 || $0 != 1 && next() % 3 == 0 }
            let scores = isOfClass.map { Float(next() % levels + ($0 ? levels / 4 : 0)) / Float(levels) }
            let roc = ROC(scores: scores, isOfClass: isOfClass)
            #expect(abs(roc.area - areaByPairs(scores, isOfClass)) < 1e-12)
            #expect(roc.falseAlarms.first == 0 && roc.hits.first == 0)
            #expect(roc.falseAlarms.last == 1 && roc.hits.last == 1)
            // The corners that were left out carry no area.
            let trapezia = zip(roc.falseAlarms.indices.dropFirst(), roc.hits.dropFirst()).reduce(0.0) { sum, corner in
                let (index, height) = corner
                return sum + (roc.falseAlarms[index] - roc.falseAlarms[index - 1]) * (height + roc.hits[index - 1]) / 2
            }
            #expect(abs(trapezia - roc.area) < 1e-12)
        }
    }

    @Test func extremes() {
        #expect(ROC(scores: [0.9, 0.8, 0.1], isOfClass: [true, true, false]).area == 1)
        #expect(ROC(scores: [0.1, 0.2, 0.9], isOfClass: [true, true, false]).area == 0)
        #expect(ROC(scores: [0.5, 0.5, 0.5], isOfClass: [true, false, false]).area == 0.5)
        #expect(ROC(scores: [0.5, .nan], isOfClass: [true, false]).area == 1)
        for one in [[true, true], [false, false], []] {
            let roc = ROC(scores: one.map { _ in 0.5 }, isOfClass: one)
            #expect(roc.area.isNaN && roc.hits.isEmpty)
        }
        #expect(ROC.mean(of: [ROC(scores: [], isOfClass: [])]) == nil)
    }

    @Test func theMeanOfCurvesHasTheMeanOfTheirAreas() throws {
        let perfect = ROC(scores: [0.9, 0.1], isOfClass: [true, false])
        let even = ROC(scores: [0.5, 0.5], isOfClass: [true, false])
        let mean = try #require(ROC.mean(of: [perfect, even, ROC(scores: [], isOfClass: [])]))
        #expect(mean.hits[0] == 0 && mean.hits[1] == 0.5 && abs(mean.hits[51] - 0.75) < 1e-12 && mean.hits[101] == 1)
    }

    @Test func averagePrecisionByHand() {
        // Ranks 1 and 3 of the class: (1/1 + 2/3) / 2. Tied at one threshold: precision 2/3 for both.
        #expect(abs(averagePrecision(scores: [0.9, 0.8, 0.7], isOfClass: [true, false, true]) - 5.0 / 6) < 1e-15)
        #expect(abs(averagePrecision(scores: [0.5, 0.5, 0.5], isOfClass: [true, false, true]) - 2.0 / 3) < 1e-15)
        #expect(averagePrecision(scores: [0.5], isOfClass: [false]).isNaN)
    }
}

@Suite struct ScoresTests {
    private let scores = Scores(
        truth: [0, 0, 1, 1],
        probabilities: Tensor([4, 3], [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6, 0.3, 0.4, 0.3]))

    @Test func predictionsAndMistakes() {
        #expect(scores.predicted == [0, 1, 2, 1])
        #expect(scores.mistakes == [1, 2])
        #expect(scores.confidence(1) == 0.8)
        #expect(scores.confusion.counts == [1, 1, 0, 0, 1, 1, 0, 0, 0])
    }

    @Test func theClassWithoutClipsIsLeftOut() {
        #expect(scores.roc(2).area.isNaN && scores.averagePrecision(2).isNaN)
        #expect(abs(scores.macroAUC - (scores.roc(0).area + scores.roc(1).area) / 2) < 1e-15)
        #expect(!scores.meanAveragePrecision.isNaN)
    }

    @Test func topAccuracies() {
        #expect(scores.topAccuracy(1) == scores.confusion.accuracy)
        // Clip 1: 0.1 ties with class 2, and comes first: second place. Clip 2: 0.2 ties with class 0: third place.
        #expect(scores.topAccuracy(2) == 0.75)
        #expect(scores.topAccuracy(3) == 1)
    }

    @Test func oneClassAndNoClips() {
        let one = Scores(truth: [0, 0], probabilities: Tensor([2, 1], [1, 1]))
        #expect(one.confusion.accuracy == 1 && one.macroAUC.isNaN && one.meanAveragePrecision == 1)
        let none = Scores(truth: [], probabilities: Tensor([0, 3], []))
        #expect(none.topAccuracy(1).isNaN && none.macroAUC.isNaN && none.mistakes.isEmpty)
    }

    @Test func probabilitiesThatAreNotNumbersAreTheLeast() {
        let odd = Scores(truth: [1, 0], probabilities: Tensor([2, 2], [.nan, 0.1, .nan, .nan]))
        #expect(odd.predicted == [1, 0])
        #expect(odd.topAccuracy(1) == 0.5)
    }
}
