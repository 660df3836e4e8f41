package desk_test

import (
	"fmt"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestALoginThatNobodyHasLocksLikeOneThatSomebodyHas(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		said := func(login string) string {
			_, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: login, Password: "Wrong.Horse.9b", Address: "192.0.2.7"})
			f, ok := fault.As(err)
			if !ok {
				t.Fatalf("%s: %v", login, err)
			}
			return f.Sentence + f.Hint
		}
		for i := range 7 {
			if a, b := said("keji"), said("meiyou"); a != b {
				t.Errorf("try %d tells the two apart: %s / %s", i+1, a, b)
			}
		}
	})
}

func TestAnAddressThatGuessesIsHeldBackAndOthersAreNot(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _ := found(t, e)
		var err error
		for i := range 51 {
			_, err = o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: fmt.Sprintf("nobody%d", i), Password: "Wrong.Horse.9b", Address: "192.0.2.7"})
		}
		if f, ok := fault.As(err); !ok || f.Kind != fault.Forbidden || f.Sentence[:len("这个地址")] != "这个地址" {
			t.Errorf("after 50 failures: %v", err)
		}
		if _, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: "keji", Password: password, Address: "192.0.2.7"}); err == nil {
			t.Error("the address that guessed is let in")
		}
		if _, err := o.OpenSession(t.Context(), desk.SignIn{Division: city, Login: "keji", Password: password, Address: "192.0.2.8"}); err != nil {
			t.Errorf("another address: %v", err)
		}
	})
}
