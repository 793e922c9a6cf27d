import Testing

@testable import Study

/// What a training is where nobody says otherwise.
@Suite struct UsualCourseTests {
    @Test(arguments: [
        (1, 8, 200), (10, 8, 200), (20, 8, 200), (21, 8, 191), (40, 8, 100), (100, 8, 40), (133, 8, 31), (159, 8, 30),
        (160, 16, 30), (319, 16, 30), (320, 32, 30), (100_000, 32, 30),
    ])
    func batchAndEpochsGoByTheExamples(_ examples: Int, _ batch: Int, _ epochs: Int) {
        #expect(UsualCourse.batch(of: examples) == batch && UsualCourse.epochs(of: examples) == epochs)
        #expect(UsualCourse.aside(of: examples) == (examples < 320 ? 0 : 0.1))
    }
}
