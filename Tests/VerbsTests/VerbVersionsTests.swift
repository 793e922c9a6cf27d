import Language
import Session
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What a program says of the versions that it makes.
@Suite struct VerbVersionsTests {
    @Test func versionsBeforeThoseOfTheVerbsAreLeftBehind() {
        for signature in Verb.all.map(\.signature) {
            #expect(!VerbVersions.foley.haveLeft(signature.verb, signature.version))
            #expect(VerbVersions.foley.haveLeft(signature.verb, signature.version - 1))
        }
        for verb in RecipeVerb.all {
            #expect(!VerbVersions.foley.haveLeft(verb.name, verb.version))
            #expect(VerbVersions.foley.haveLeft(verb.name, verb.version - 1))
        }
        // A slice of a sound is of version 1 as ever.
        #expect(!VerbVersions.foley.haveLeft("[]", 1) && VerbVersions.foley.haveLeft("[]", 0))
        #expect(!VerbVersions.foley.haveLeft("a verb of tomorrow", 1))
    }

    @Test func whatATrainingLeavesIsOfThisProgramsVersions() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(
            of: """
                world = stage clips: 4, kinds: [bell, rain], length: 500 ms
                ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 1
                predict ear on world[1]
                """)
        #expect(try laboratory.store.former(to: .foley).values == 0)
        // As a program would see it in which these verbs have gone on.
        let next = VerbVersions(["train": 99, "features": 99, "epoch": 99, "checkpoint": 99, "course": 99])
        let former = try laboratory.store.former(to: next)
        #expect(former.values > 0 && Set(former.verbs).isSuperset(of: ["train", "features", "epoch"]))
    }
}
